"""File locks between the processes of one installation; the kernel drops them when their holder dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self


class Taken(Exception):
    """Another process holds the lock; `note` is what it left in the file."""

    def __init__(self, note: str) -> None:
        super().__init__(note)
        self.note = note


class FileLock:
    """A lock on `path`, held until `release` or the end of this process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self, *, shared: bool = False, seconds: float = 0) -> Self:
        """Raises `Taken` when it is still held after `seconds`."""
        handle = self._opened()
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        end = time.monotonic() + seconds
        while not _tried(handle, kind):
            if time.monotonic() >= end:
                raise Taken(self._path.read_text())
            time.sleep(0.05)
        return self

    def note(self, text: str) -> None:
        """Leave `text` for whoever finds the lock taken."""
        handle = self._opened()
        os.ftruncate(handle, 0)
        os.pwrite(handle, text.encode(), 0)

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _opened(self) -> int:
        if self._handle is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        return self._handle


@contextmanager
def locked(path: Path, *, seconds: float) -> Iterator[None]:
    """Hold `path` for the block. Raises `Taken` when another holds it for longer than `seconds`."""
    lock = FileLock(path).take(seconds=seconds)
    try:
        yield
    finally:
        lock.release()


def _tried(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
