"""A lock has one holder and tells who it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from balie.foundation.processes.locks import FileLock, Taken, locked


def test_a_taken_lock_tells_what_its_holder_left(tmp_path: Path) -> None:
    holder = FileLock(tmp_path / "a.lock").take()
    holder.note("process 12")

    with pytest.raises(Taken, match="process 12"):
        FileLock(tmp_path / "a.lock").take()

    holder.release()


def test_a_released_lock_is_free(tmp_path: Path) -> None:
    FileLock(tmp_path / "a.lock").take().release()

    with locked(tmp_path / "a.lock", seconds=0):
        assert (tmp_path / "a.lock").exists()


def test_shared_holders_keep_an_exclusive_one_out(tmp_path: Path) -> None:
    first, second = (FileLock(tmp_path / "a.lock").take(shared=True) for _ in range(2))

    with pytest.raises(Taken):
        FileLock(tmp_path / "a.lock").take()

    first.release()
    second.release()
