"""Ending the programs a test started."""

from __future__ import annotations

import os
import time
from contextlib import suppress

import psutil


def sessions_of(leader: int) -> set[int]:
    """The session of a process that was started in one of its own, and those of all it started; never ours."""
    found = {leader}
    with suppress(psutil.NoSuchProcess):
        found |= {_session(each.pid) for each in psutil.Process(leader).children(recursive=True)}
    return found - {0, os.getsid(0)}


def still_running(sessions: set[int], *, within: float) -> list[psutil.Process]:
    """Those of the sessions that have not ended `within` seconds, also those whose parent has."""
    until = time.monotonic() + within
    while (left := _members(sessions)) and time.monotonic() < until:
        time.sleep(0.02)
    return left


def _members(sessions: set[int]) -> list[psutil.Process]:
    return [each for each in psutil.process_iter() if _session(each.pid) in sessions and _runs(each)]


def _runs(process: psutil.Process) -> bool:
    """Who has ended but was not yet collected by its parent runs no more."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:
        return 0
