"""The child process that parses: limited in memory and time, closed to the network, with no way to write a file or read any but code."""

from __future__ import annotations

import os
import resource
import signal
import sys
from typing import Final

from balie.conversation.email.parsing import parse_mail
from balie.conversation.email.parsing.model import OverBudget, Unparsable
from balie.conversation.email.parsing.pictures import redraw
from balie.conversation.email.parsing.wire import CLEAN, HEADER, PARSE, REDRAW, clean_answer, mail_to_wire, picture_to_wire, refusal_to_wire

CPU_SECONDS: Final = 5.0
# Somebody waits for the page.
CLEAN_SECONDS: Final = 2.0
MEMORY_BYTES: Final = 512 * 1024 * 1024
OUT_OF_MEMORY: Final = 77
_FORBIDDEN: Final = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.remove", "os.rename", "ctypes.")
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_LISTING: Final = ("os.listdir", "os.scandir")
# What a library loads at its first use.
_CODE: Final = (".py", ".pyc", ".so")
_CODE_FOLDERS: Final = tuple(
    f"{os.path.realpath(each)}/" for each in (sys.prefix, sys.base_prefix, f"{__file__}/../../../..", *sys.path) if each
)


def main() -> None:
    """Answer mails from standard input until it closes."""
    _limit()
    try:
        while (head := _read(1 + HEADER)) is not None:
            asked = _read(int.from_bytes(head[1:]))
            if asked is None:
                return
            answer = _answer(head[:1], asked)
            _write(len(answer).to_bytes(HEADER) + answer)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BrokenPipeError:
        os._exit(0)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A terminal's Ctrl-C is for the parent, which closes our input when it ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.addaudithook(_refuse)


def _refuse(event: str, args: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN) or (event == "open" and not _may_open(*args)) or (event in _LISTING and not _is_code(args[0])):
        raise PermissionError(f"the parser may not do this: {event}")


def _may_open(path: object, _mode: object, flags: object) -> bool:
    if isinstance(flags, int) and flags & _WRITING:
        return False
    return isinstance(path, int) or (_is_code(path) and os.fspath(path).endswith(_CODE))  # type: ignore[call-overload]


def _is_code(path: object) -> bool:
    """Whether it lies where programs do; what is open already has a number."""
    return isinstance(path, str) and f"{os.path.realpath(path)}/".startswith(_CODE_FOLDERS)


def _answer(task: bytes, asked: bytes) -> bytes:
    # The default action of SIGPROF ends the process: no code of a mail can catch it.
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS if task == PARSE else CLEAN_SECONDS)
    try:
        if task == REDRAW:
            return picture_to_wire(redraw(asked))
        return clean_answer(asked) if task == CLEAN else mail_to_wire(parse_mail(asked))
    except (Unparsable, OverBudget) as refusal:
        return refusal_to_wire(refusal)
    except MemoryError:
        raise
    except Exception as error:  # the outer loop of this process: the mail goes to quarantine, the next one is read
        return refusal_to_wire(Unparsable("reader_failed", type(error).__name__))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _read(size: int) -> bytes | None:
    """`size` bytes, or None when the input closed."""
    chunks = []
    while size:
        chunk = os.read(0, min(size, 1 << 20))
        if not chunk:
            return None
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)


def _write(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(1, view) :]
