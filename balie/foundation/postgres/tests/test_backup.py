"""A backup restored into an empty place is equal, and silent."""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from pytest_django import Settings as SettingsWrapper

from balie.config.secrets import read_secrets
from balie.foundation.postgres import actions, migrating, queries
from balie.foundation.postgres.backup import FileExists, write_backup
from balie.foundation.postgres.models import Instance
from balie.foundation.postgres.restore import NotABackup, NotEmpty, restore_backup

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY_9AM = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SCRATCH = "balie_restore_scratch"


@pytest.fixture
def full_home(home: Path, settings: SettingsWrapper) -> Path:
    """An installation with rows, files and keys."""
    settings.BALIE_HOME = home
    settings.BALIE_FILES_ROOT = home / "files"
    read_secrets(home)
    for text in ("a letter", "a photograph \x00 of a meter"):
        _store(home / "files", text)
    Instance.objects.update_or_create(pk=1, defaults={"began_as": "demo", "sending_held": False})
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE zz_kept AS SELECT n, md5(n::text) AS word FROM generate_series(1, 5000) AS n")
    return home


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS zz_kept")


@pytest.fixture
def empty_place(full_home: Path, settings: SettingsWrapper, tmp_path: Path) -> Iterator[Path]:
    """A folder that does not exist yet, beside an empty database to go with it."""
    with _maintenance() as server:
        server.execute(f"DROP DATABASE IF EXISTS {SCRATCH}")
        server.execute(f"CREATE DATABASE {SCRATCH} TEMPLATE template0")
    yield tmp_path / "new"
    with _maintenance() as server:
        server.execute(f"DROP DATABASE {SCRATCH} WITH (FORCE)")


def test_a_restored_copy_has_equal_rows_files_and_keys(full_home: Path, empty_place: Path, settings: SettingsWrapper) -> None:
    write_backup(full_home / "all.zip", at=MONDAY_9AM)
    rows, files, secrets = _rows(), _hashes(full_home / "files"), read_secrets(full_home)

    with MovedTo(empty_place, settings):
        restore_backup(full_home / "all.zip", overwrite=False)
        restored = _rows()

    assert restored == rows
    assert len(rows) > 30
    assert _hashes(empty_place / "files") == files
    assert read_secrets(empty_place) == secrets


def test_a_restored_copy_sends_nothing_until_released(full_home: Path, empty_place: Path, settings: SettingsWrapper) -> None:
    write_backup(full_home / "all.zip", at=MONDAY_9AM)
    epoch = queries.this_instance().epoch

    with MovedTo(empty_place, settings):
        restore_backup(full_home / "all.zip", overwrite=False)
        held, new_epoch = queries.sending_is_held(), queries.this_instance().epoch
        actions.release_sending()
        held_after = queries.sending_is_held()

    assert (held, held_after) == (True, False)
    assert new_epoch != epoch


@pytest.mark.usefixtures("in_english")
def test_a_place_with_tables_is_refused(full_home: Path) -> None:
    write_backup(full_home / "all.zip", at=MONDAY_9AM)

    with pytest.raises(NotEmpty, match="not empty"):
        restore_backup(full_home / "all.zip", overwrite=False)


@pytest.mark.parametrize("part", ["database.dump", "secrets/fields.key"])
def test_a_damaged_backup_changes_nothing(full_home: Path, empty_place: Path, settings: SettingsWrapper, part: str) -> None:
    write_backup(full_home / "all.zip", at=MONDAY_9AM)
    damaged = _with_part_replaced(full_home / "all.zip", part)

    with MovedTo(empty_place, settings), pytest.raises(NotABackup, match="damaged"):
        restore_backup(damaged, overwrite=False)

    assert not (empty_place / "files").exists()


def test_a_backup_of_a_newer_balie_is_refused(full_home: Path) -> None:
    with pytest.raises(migrating.NewerSchema, match=r"balie_postgres\.9999_later"):
        migrating.ensure_known([("balie_postgres", "0001_initial"), ("balie_postgres", "9999_later")])


@pytest.mark.usefixtures("in_english")
def test_a_file_that_is_no_backup_is_refused(full_home: Path) -> None:
    (full_home / "letter.zip").write_text("dear sir")

    with pytest.raises(NotABackup, match="not a backup"):
        restore_backup(full_home / "letter.zip", overwrite=True)


def test_a_backup_is_private_and_never_written_over_a_file(full_home: Path) -> None:
    target = full_home / "all.zip"
    write_backup(target, at=MONDAY_9AM)

    with pytest.raises(FileExists):
        write_backup(target, at=MONDAY_9AM)

    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_restore_that_fails_midway_keeps_what_was_there(full_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_backup(full_home / "all.zip", at=MONDAY_9AM)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO zz_kept VALUES (9999, 'later')")
    rows = _rows()
    monkeypatch.setattr("balie.foundation.postgres.restore.HOLD", b"SELECT no_such_column;\n")

    with pytest.raises(Exception, match="no_such_column"):
        restore_backup(full_home / "all.zip", overwrite=True)

    assert _rows() == rows


def _store(root: Path, text: str) -> None:
    digest = hashlib.sha256(text.encode()).hexdigest()
    path = root / digest[:2] / digest
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _hashes(root: Path) -> dict[str, str]:
    files = [path for path in root.rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _rows() -> dict[str, str]:
    """Each table's content as one hash; the row about the copy itself is left out."""
    found: dict[str, str] = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names()):
            if table != Instance._meta.db_table:
                cursor.execute(f"SELECT count(*) || md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM \"{table}\" t")
                found[table] = cursor.fetchone()[0]
    return found


def _maintenance() -> psycopg.Connection[tuple[object, ...]]:
    values = connection.settings_dict
    return psycopg.connect(host=values["HOST"], user=values["USER"], dbname="postgres", autocommit=True)


class MovedTo:
    """Settings and connection point to the empty place for the block, then back."""

    def __init__(self, home: Path, settings: SettingsWrapper) -> None:
        self.home, self.settings = home, settings
        self.before = (settings.BALIE_HOME, settings.BALIE_FILES_ROOT, connection.settings_dict["NAME"])

    def __enter__(self) -> None:
        self.home.mkdir()
        (self.home / "secrets").mkdir()
        self._point(self.home, self.home / "files", SCRATCH)

    def __exit__(self, *error: object) -> None:
        self._point(*self.before)

    def _point(self, home: Path, files: Path, name: str) -> None:
        connection.close()
        self.settings.BALIE_HOME, self.settings.BALIE_FILES_ROOT = home, files
        connection.settings_dict["NAME"] = name


def _with_part_replaced(source: Path, part: str) -> Path:
    target = source.with_name("damaged.zip")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, os.urandom(64) if name == part else old.read(name))
    return target
