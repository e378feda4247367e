"""Where the embedded cluster keeps its data, programs and socket."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass, replace
from pathlib import Path

from balie.foundation.postgres.account import can_reach
from balie.foundation.processes.children import Identity

LONGEST_SOCKET_FOLDER = 85  # a socket's path may take 107 bytes, its name included
OUTSIDE = Path("/var/lib/balie")


@dataclass(frozen=True)
class Places:
    """The folders of one cluster under `root`; its socket, when not there, is found by `home`."""

    root: Path
    home: Path

    def resolved(self) -> Places:
        """The same folders without a link, for the server's user, who may not pass where the link lies."""
        return replace(self, root=self.root.resolve())

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def programs(self) -> Path:
        return self.root / "programs"

    @property
    def socket(self) -> Path:
        usual = socket_folder(self.home)
        return self.root / "run" if usual.parent.name == "postgres" else usual

    @property
    def log(self) -> Path:
        return self.root / "postgres.log"

    @property
    def start_lock(self) -> Path:
        return self.root / "start.lock"

    @property
    def use_lock(self) -> Path:
        return self.root / "use.lock"


class UnsafeFolder(Exception):
    """A folder belongs to somebody else; the message names it."""


def places_in(home: Path) -> Places:
    return Places(home / "postgres", home)


def socket_folder(home: Path) -> Path:
    """The folder of the server's socket: under `home`, or a short one where that path is too long for a socket."""
    usual = home / "postgres" / "run"
    if len(os.fsencode(usual)) <= LONGEST_SOCKET_FOLDER:
        return usual
    return Path("/tmp") / f"balie-{os.geteuid()}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}"  # noqa: S108 - its owner is checked


def prepare(places: Places, identity: Identity | None) -> None:
    """Make the folders, so that `identity` reaches them and owns the socket's.

    Where a parent is private to root, the cluster lies under /var/lib/balie and `root` is a link to it.
    """
    places.root.parent.mkdir(parents=True, exist_ok=True)
    if identity is not None and not places.root.exists() and not can_reach(places.root, identity):
        outside = OUTSIDE / f"postgres-{secrets.token_hex(4)}"
        outside.mkdir(parents=True, mode=0o755)
        places.root.symlink_to(outside)
    places.root.mkdir(exist_ok=True)
    if identity is not None:
        places.root.resolve().chmod(0o755)
    _prepare_socket_folder(places.resolved().socket, identity)


def _prepare_socket_folder(folder: Path, identity: Identity | None) -> None:
    folder.mkdir(mode=0o755, exist_ok=True)
    owner = os.geteuid() if identity is None else identity.uid
    status = folder.lstat()
    if folder.is_symlink() or status.st_uid not in (os.geteuid(), owner):
        raise UnsafeFolder(f"{folder} belongs to another user. Remove it, or choose a shorter BALIE_HOME.")
    folder.chmod(0o755)
    if identity is not None:
        os.chown(folder, identity.uid, identity.gid)
