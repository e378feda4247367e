"""One file with everything: the database, the stored files, the keys that read them, and a manifest of hashes.

It holds the installation's keys: whoever has the file can read everything in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from balie.foundation.errors import Refusal
from balie.foundation.postgres import migrating
from balie.foundation.postgres.clients import client_command
from balie.foundation.postgres.models import Instance

FORMAT = 1
DUMP = "database.dump"
MANIFEST = "manifest.json"
CHUNK = 1024 * 1024
SECRETS = ("signing.key", "fields.key", "mail.key", "telephony.key")


class BackupFailed(Refusal):
    """pg_dump or pg_restore refused."""

    code = "backup_failed"
    sentence = _("The database could not be copied: {reason}")


class FileExists(Refusal):
    """A backup never writes over a file."""

    code = "file_exists"
    sentence = _("{path} exists already. Choose another name.")


class NothingHere(Refusal):
    """There are no tables yet."""

    code = "nothing_here"
    sentence = _("There is nothing to back up: this database has no tables yet.")


def write_backup(target: Path, *, at: datetime, with_files: bool = True) -> dict[str, Any]:
    """Write the backup to `target`, mode 0600, complete or not at all; its manifest.

    The database is dumped first: a stored file is never changed, so all that the dump names is there afterwards.
    """
    if target.exists():
        raise FileExists(path=target)
    if Instance._meta.db_table not in connection.introspection.table_names():
        raise NothingHere()
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with _private(unfinished) as handle, zipfile.ZipFile(handle, "w", zipfile.ZIP_STORED) as archive:
            manifest = _fill(archive, at=at, with_files=with_files)
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        unfinished.rename(target)
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()
    return manifest


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def _fill(archive: zipfile.ZipFile, *, at: datetime, with_files: bool) -> dict[str, Any]:
    hashes = {DUMP: _dump_into(archive)}
    for name, path in _stored(with_files):
        with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as out:
            hashes[name] = copy_hashed(source, out)
    return {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "with_files": with_files,
        "postgres": connection.cursor().connection.info.server_version,
        "migrations": migrating.applied(),
        "sha256": hashes,
    }


def _stored(with_files: bool) -> Iterator[tuple[str, Path]]:  # noqa: FBT001
    for name in SECRETS:
        yield f"secrets/{name}", settings.BALIE_HOME / "secrets" / name
    root = Path(settings.BALIE_FILES_ROOT)
    if with_files and root.is_dir():
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield f"files/{path.relative_to(root).as_posix()}", path


def _dump_into(archive: zipfile.ZipFile) -> str:
    command, env = client_command("pg_dump")
    dump = subprocess.Popen([*command, "--format=custom", "--no-owner", "--no-privileges"], env=env, stdout=-1, stderr=-1)
    assert dump.stdout is not None
    assert dump.stderr is not None
    with dump, archive.open(DUMP, "w", force_zip64=True) as out:
        digest = copy_hashed(dump.stdout, out)
        complaint = dump.stderr.read().decode(errors="replace")
    if dump.returncode != 0:
        raise BackupFailed(reason=complaint.strip() or f"pg_dump ended with {dump.returncode}")
    return digest


def copy_hashed(source: IO[bytes], out: IO[bytes] | None) -> str:
    """Copy `source` to `out` (or nowhere) in pieces; its SHA-256."""
    digest = hashlib.sha256()
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        if out is not None:
            out.write(chunk)
    return digest.hexdigest()
