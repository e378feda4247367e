"""Starting the servers of a test and ending all they started."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

START_SECONDS = 10.0
STOP_SECONDS = 10.0


def start_server(command: Sequence[str], *, port: int, greeting: bytes, output: Path, log: Callable[[], str]) -> subprocess.Popen[bytes]:
    """Run a server in a session of its own until it greets at `port`; what it writes goes to `output`, `log` tells why it failed."""
    with output.open("ab") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, stdin=subprocess.DEVNULL, start_new_session=True)
    until = time.monotonic() + START_SECONDS
    while not _greets(port, greeting):
        if process.poll() is not None or time.monotonic() > until:
            with suppress(PermissionError):  # by sudo it is not ours to end
                process.terminate()
            raise RuntimeError(f"{command[0]} did not start:\n{log()}")
        time.sleep(0.05)
    return process


def stop_server(process: subprocess.Popen[bytes], *, end: Callable[[int], None], kill: Callable[[int], None]) -> None:
    """Ask the server to end, kill it when it does not, and all of its sessions that outlive it; both take a process id."""
    sessions = sessions_of(process.pid)
    end(process.pid)
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        kill(process.pid)
        process.wait()
    # Who serves a connection or holds a lock may outlive the master for a moment.
    for each in still_running(sessions, within=2):
        kill(each.pid)


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


def _greets(port: int, greeting: bytes) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            return connection.recv(len(greeting)) == greeting
    except OSError:
        return False


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
