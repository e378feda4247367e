"""The content on disk: one file per hash, whole and synced before any row names it."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import IO

from django.conf import settings

BLOCK = 256 * 1024
_HEX = re.compile(r"[0-9a-f]{64}\Z")


class OverLimit(Exception):
    """The content holds more bytes than allowed; nothing of it was kept."""


@dataclass(frozen=True)
class Stored:
    """Content that lies on disk: its hash, its bytes, and the first of them."""

    sha256: str
    size: int
    head: bytes


def path_of(sha256: str) -> Path:
    """Where the content of `sha256` lies; always inside the store."""
    if not _HEX.match(sha256):
        raise ValueError(sha256)
    return _root() / sha256[:2] / sha256[2:4] / sha256


def put(content: IO[bytes], *, limit: int, head_bytes: int) -> Stored:
    """Write `content`, sync it, then give it its name. Raises `OverLimit` above `limit` bytes.

    A file that is there already is replaced by the same bytes: that also mends one the disk has damaged.
    """
    incoming = _folder(_root() / "incoming")
    handle, name = mkstemp(dir=incoming)
    try:
        with os.fdopen(handle, "wb") as target:
            stored = _copy(content, target, limit=limit, head_bytes=head_bytes)
            target.flush()
            os.fsync(target.fileno())
        _place(Path(name), path_of(stored.sha256))
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return stored


def blocks(source: IO[bytes]) -> Iterator[bytes]:
    """`source` in blocks, to its end."""
    while block := source.read(BLOCK):
        yield block


def _copy(content: IO[bytes], target: IO[bytes], *, limit: int, head_bytes: int) -> Stored:
    digest, size, head = hashlib.sha256(), 0, b""
    for block in blocks(content):
        size += len(block)
        if size > limit:
            raise OverLimit
        if len(head) < head_bytes:
            head = (head + block)[:head_bytes]
        digest.update(block)
        target.write(block)
    return Stored(digest.hexdigest(), size, head)


def _place(source: Path, target: Path) -> None:
    for folder in (target.parent.parent, target.parent):
        _folder(folder)
    source.replace(target)
    for folder in (target.parent, target.parent.parent, target.parent.parent.parent):
        _sync_folder(folder)


def _folder(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _root() -> Path:
    root = Path(settings.BALIE_FILES_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root
