"""Child processes that end with their parent: own group, parent-death signal, stopped in order."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, kw_only=True)
class Identity:
    """The system user a child becomes."""

    name: str
    uid: int
    gid: int


def die_with_parent(signal_number: int, *, parent: int) -> None:
    """Have the kernel send `signal_number` to this process when `parent` ends. It follows the thread that forked."""
    _libc.prctl(PR_SET_PDEATHSIG, signal_number)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def spawn(
    command: Sequence[str | Path],
    *,
    on_parent_death: signal.Signals | None,
    identity: Identity | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    output: IO[bytes] | int | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a group of its own, so a Ctrl-C meant for the parent does not reach it first.

    Call it from the main thread: the parent-death signal comes when the forking thread ends.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        preexec_fn=_preparation(identity, on_parent_death, os.getpid()),  # noqa: PLW1509 - callers have one thread
        env=None if env is None else dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
    )


def _preparation(identity: Identity | None, on_parent_death: signal.Signals | None, parent: int) -> Callable[[], None]:
    def prepare() -> None:
        os.setpgid(0, 0)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if identity is not None:
            become(identity)
        if on_parent_death is not None:
            die_with_parent(on_parent_death, parent=parent)  # after setuid, which clears it

    return prepare


def become(identity: Identity) -> None:
    """Give up root for `identity`, for good."""
    os.setgroups([])
    os.setgid(identity.gid)
    os.setuid(identity.uid)


def stop(child: subprocess.Popen[bytes], *, by: signal.Signals, seconds: float) -> bool:
    """Ask `child` to end; after `seconds` end its whole group. Whether it went by itself."""
    child.send_signal(by)  # nothing happens when it has ended
    return wait_or_kill(child, seconds=seconds)


def wait_or_kill(child: subprocess.Popen[bytes], *, seconds: float) -> bool:
    """Wait for `child`; after `seconds` end its whole group. Whether it went by itself."""
    try:
        child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        end_group(child)
        child.wait()
        return False
    end_group(child)
    return True


def end_group(child: subprocess.Popen[bytes]) -> None:
    """End what is left of the child's group: workers outlive a killed server otherwise."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
