"""The system user that runs PostgreSQL, which refuses to run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from balie.foundation.processes.children import Identity

SERVER_USER = "balie-postgres"


class NoAccount(Exception):
    """The system user cannot be made; the message says what to do."""


def server_identity() -> Identity | None:
    """Who runs the server: a user of its own under root, else the caller (None)."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(SERVER_USER)
    except KeyError:
        _make_user()
        entry = pwd.getpwnam(SERVER_USER)
    return Identity(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def user_name() -> str:
    return pwd.getpwuid(os.geteuid()).pw_name


def can_reach(folder: Path, identity: Identity) -> bool:
    """Whether `identity` may pass through every parent of `folder`."""
    return all(_may_pass(parent, identity) for parent in folder.resolve().parents if parent.exists())


def _may_pass(folder: Path, identity: Identity) -> bool:
    status = folder.stat()
    if status.st_uid == identity.uid:
        return bool(status.st_mode & 0o100)
    if status.st_gid == identity.gid:
        return bool(status.st_mode & 0o010)
    return bool(status.st_mode & 0o001)


def _make_user() -> None:
    if not shutil.which("useradd"):
        raise NoAccount(
            f"PostgreSQL does not run as root, and `useradd` is missing to make the user {SERVER_USER}. "
            "Run Balie as an ordinary user, or set BALIE_DATABASE_URL."
        )
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    made = subprocess.run([*command, "--shell", "/usr/sbin/nologin", SERVER_USER], capture_output=True, text=True, check=False)
    if made.returncode not in (0, 9):  # 9: another process made it first
        raise NoAccount(f"The system user {SERVER_USER} could not be made: {made.stderr.strip()}")
