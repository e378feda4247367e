"""Parsing and cleaning in a child process that may be slow, greedy or killed without harm: it knows neither Django nor the database.

A child is started at the first mail and kept; mails go in and answers come out over pipes, as JSON and plain bytes, never as objects
that could run code. A child over its budget is ended, and the next mail starts another. It ends with its parent: its input closes.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final

from balie.conversation.email.cleaning import CleanHtml
from balie.conversation.email.parsing import MAX_RAW_BYTES, OverBudget, ParsedMail
from balie.conversation.email.parsing.child import CPU_SECONDS
from balie.conversation.email.parsing.pictures import Picture
from balie.conversation.email.parsing.wire import (
    CLEAN,
    HEADER,
    PARSE,
    REDRAW,
    clean_from_wire,
    clean_to_wire,
    mail_from_wire,
    picture_from_wire,
)

# More than the budget of computing: on a busy machine an innocent mail waits for its turn.
WALL_SECONDS: Final = 3 * CPU_SECONDS
KEEP_IDLE: Final = 2
MAX_CLEAN: Final = 4_000_000
_ROOT = str(Path(__file__).resolve().parents[3])
_START = f"import sys; sys.path.insert(0, {_ROOT!r}); from balie.conversation.email.parsing.child import main; main()"


def parse_guarded(raw: bytes) -> ParsedMail:
    """`parsing.parse_mail(raw)` in a child process. Raises `OverBudget` (of time and memory too) and `Unparsable`. Safe in threads."""
    if len(raw) > MAX_RAW_BYTES:
        raise OverBudget("raw")
    return mail_from_wire(_ask(PARSE, raw))


def clean_guarded(html: str, pictures: Mapping[str, str], *, with_links: bool = True) -> CleanHtml:
    """`cleaning.clean(html, pictures)` in a child process. Raises `OverBudget`."""
    answer = clean_from_wire(_ask(CLEAN, clean_to_wire(html, pictures, with_links=with_links)))
    if len(answer.html) > MAX_CLEAN:
        raise OverBudget("html")
    return answer


def redraw_guarded(content: bytes) -> Picture:
    """`parsing.pictures.redraw(content)` in a child process. Raises `OverBudget` and `Unparsable`."""
    return picture_from_wire(_ask(REDRAW, content))


def _ask(task: bytes, data: bytes) -> bytes:
    child = _pool.take()
    answered = False
    try:
        answer = child.ask(task, data)
        answered = True
    finally:
        if answered:
            _pool.give_back(child)
        else:
            child.stop()
    return answer


def stop_children() -> None:
    """End the idle children; the next mail starts a new one."""
    for child in _pool.empty():
        child.stop()


class _Child:
    def __init__(self) -> None:
        self.owner = os.getpid()
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8"},
            cwd="/",
        )
        self.input, self.output = _open(self.process.stdin), _open(self.process.stdout)
        os.set_blocking(self.input.fileno(), False)

    def is_alive(self) -> bool:
        return self.owner == os.getpid() and self.process.poll() is None

    def ask(self, task: bytes, data: bytes) -> bytes:
        """The answer to `data` as it came over the wire. Raises `OverBudget` when the child passed a limit."""
        until = time.monotonic() + WALL_SECONDS
        try:
            self._write(task + len(data).to_bytes(HEADER), until)
            self._write(data, until)
            return self._read(int.from_bytes(self._read(HEADER, until)), until)
        except (BrokenPipeError, EOFError):
            code = self.process.wait()
            raise OverBudget("time" if code == -signal.SIGPROF else "memory") from None

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.input.close()
        self.output.close()

    def _write(self, data: bytes, until: float) -> None:
        view = memoryview(data)
        while view:
            _wait(self.input, select.POLLOUT, until)
            view = view[os.write(self.input.fileno(), view[: 1 << 20]) :]

    def _read(self, size: int, until: float) -> bytes:
        chunks = []
        while size:
            _wait(self.output, select.POLLIN, until)
            chunk = os.read(self.output.fileno(), min(size, 1 << 20))
            if not chunk:
                raise EOFError
            chunks.append(chunk)
            size -= len(chunk)
        return b"".join(chunks)


def _wait(pipe: IO[bytes], event: int, until: float) -> None:
    poll = select.poll()
    poll.register(pipe, event)
    if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
        raise OverBudget("time")


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


class _Pool:
    """The idle children; a thread takes one out while it asks."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.idle: list[_Child] = []

    def take(self) -> _Child:
        with self.lock:
            while self.idle:
                child = self.idle.pop()
                if child.is_alive():
                    return child
        return _Child()

    def give_back(self, child: _Child) -> None:
        with self.lock:
            if len(self.idle) < KEEP_IDLE:
                self.idle.append(child)
                return
        child.stop()

    def empty(self) -> list[_Child]:
        with self.lock:
            children, self.idle = self.idle, []
        return children


_pool = _Pool()
# A forked process must not speak over its parent's pipes, nor inherit a lock that is held.
os.register_at_fork(after_in_child=_pool.__init__)  # type: ignore[misc]
