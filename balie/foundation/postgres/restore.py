"""Put a backup back: checked first, the database last, since its rows decide whether a place is empty."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from balie.foundation.errors import Refusal
from balie.foundation.postgres import migrating
from balie.foundation.postgres.backup import DUMP, FORMAT, MANIFEST, BackupFailed, copy_hashed
from balie.foundation.postgres.clients import client_command

HEADER_BYTES = 4096
NOT_BEFORE_17 = b"SET transaction_timeout = 0;\n"  # newer client programs write it for older servers too
EMPTY = b"DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"
HOLD = b"UPDATE public.balie_postgres_instance SET sending_held = true, epoch = gen_random_uuid();\n"


class NotEmpty(Refusal):
    """There is something to lose here."""

    code = "not_empty"
    sentence = _("This place is not empty: the database holds {count} tables. Use an empty BALIE_HOME, or add --overwrite.")


class NotABackup(Refusal):
    """The file is not a backup, or not whole."""

    code = "not_a_backup"
    sentence = _("{path} cannot be restored: {reason}")


def restore_backup(source: Path, *, overwrite: bool) -> dict[str, Any]:
    """Verify `source`, then put files, keys and database back; the copy sends nothing until released.

    Raises `NotABackup`, `NotEmpty`, `NewerSchema`, `BackupFailed`; before any of these nothing has changed.
    """
    with _opened(source) as archive:
        manifest = _verified(archive, source)
        migrating.ensure_known((app, name) for app, name in manifest["migrations"])
        count = len(connection.introspection.table_names())
        if count and not overwrite:
            raise NotEmpty(count=count)
        _put_files(archive, manifest)
        _put_secrets(archive, manifest)
        with tempfile.TemporaryDirectory(dir=settings.BALIE_HOME) as folder:
            _put_database(archive, Path(folder) / DUMP)
    return manifest


def _opened(source: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except FileNotFoundError as error:
        raise NotABackup(path=source, reason=_("there is no such file.")) from error
    except zipfile.BadZipFile as error:
        raise NotABackup(path=source, reason=_("it is not a backup of Balie, or was cut off.")) from error


def _verified(archive: zipfile.ZipFile, source: Path) -> dict[str, Any]:
    """The manifest, after every part was read and its hash found right."""
    try:
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise NotABackup(path=source, reason=_("it has no manifest.")) from error
    if manifest.get("format") != FORMAT:
        raise NotABackup(path=source, reason=_("it was made by another version of Balie."))
    for name, expected in manifest["sha256"].items():
        if not _is_safe(name) or _hash_of(archive, name) != expected:
            raise NotABackup(path=source, reason=_("{name} in it is damaged.").format(name=name))
    return manifest


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and (name == DUMP or path.parts[0] in {"files", "secrets"})


def _hash_of(archive: zipfile.ZipFile, name: str) -> str:
    try:
        with archive.open(name) as part:
            return copy_hashed(part, None)
    except (KeyError, zipfile.BadZipFile):
        return ""


def _put_files(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """Unpack beside the store, then swap, so a cut-off restore leaves the old store or the new one."""
    if not manifest["with_files"]:
        return
    root = Path(settings.BALIE_FILES_ROOT)
    fresh, old = root.with_name(f"{root.name}.new"), root.with_name(f"{root.name}.old")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True, mode=0o700)
    for name in _named(manifest, "files/"):
        _unpack(archive, name, fresh / name.removeprefix("files/"))
    shutil.rmtree(old, ignore_errors=True)
    if root.exists():
        root.rename(old)
    fresh.rename(root)
    shutil.rmtree(old, ignore_errors=True)


def _put_secrets(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    for name in _named(manifest, "secrets/"):
        target = settings.BALIE_HOME / name
        fresh = target.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        _unpack(archive, name, fresh)
        fresh.rename(target)


def _put_database(archive: zipfile.ZipFile, extracted: Path) -> None:
    """One transaction empties, fills and marks the database as a copy: all of it or nothing."""
    with archive.open(DUMP) as dump, extracted.open("wb") as out:
        copy_hashed(dump, out)
    command, env = client_command("psql")
    connection.close()
    options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
    psql = subprocess.Popen([*command, *options], env=env, stdin=-1, stdout=subprocess.DEVNULL, stderr=-1)
    assert psql.stdin is not None
    assert psql.stderr is not None
    with psql:
        try:
            psql.stdin.write(EMPTY)
            psql.stdin.flush()
            trouble = _write_script(extracted, psql.stdin)
            psql.stdin.write(HOLD if not trouble else b"\\quit\n")
            psql.stdin.close()
        except BrokenPipeError:
            trouble = ""  # psql has given up; its complaint says why
        complaint = trouble or psql.stderr.read().decode(errors="replace").strip()
    if psql.returncode != 0 or trouble:
        raise BackupFailed(reason=complaint or f"psql ended with {psql.returncode}")


def _write_script(extracted: Path, out: IO[bytes]) -> str:
    """The dump as SQL into `out`; what pg_restore complained of, empty when all is well."""
    program = client_command("pg_restore")[0][0]
    command = [program, "--file=-", "--no-owner", "--no-privileges", "--no-comments", str(extracted)]
    connection.close()
    script = subprocess.Popen(command, stdout=-1, stderr=-1)
    assert script.stdout is not None
    assert script.stderr is not None
    with script:
        out.write(script.stdout.read(HEADER_BYTES).replace(NOT_BEFORE_17, b"", 1))
        copy_hashed(script.stdout, out)
        complaint = script.stderr.read().decode(errors="replace").strip()
    return complaint or f"pg_restore ended with {script.returncode}" if script.returncode else ""


def _named(manifest: dict[str, Any], prefix: str) -> list[str]:
    return [name for name in manifest["sha256"] if name.startswith(prefix)]


def _unpack(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out, archive.open(name) as part:
        copy_hashed(part, out)
