"""Spelling beside the pages: reading a dictionary takes a second and long words take long, so it is done in a process of its own.

It is started when it is first asked and kept; one over its time is ended, and the next question starts another.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from balie.foundation.errors import Refusal

SECONDS = 5.0  # the first question reads four dictionaries
_ROOT = str(Path(__file__).resolve().parents[3])
_START = f"import sys; sys.path.insert(0, {_ROOT!r}); from balie.foundation.spelling.child import main; main()"


class SpellingBusy(Refusal):
    """It took too long: what is written next is asked again."""

    code = "spelling_busy"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    sentence = _("The spelling was not looked at: it took too long.")


@dataclass
class _Speller:
    """The one child of this process; one question at a time."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    child: subprocess.Popen[bytes] | None = None

    def ask(self, question: bytes) -> bytes:
        with self.lock:
            child = self.child = self._running()
            assert child.stdin is not None
            assert child.stdout is not None
            try:
                child.stdin.write(question + b"\n")
                child.stdin.flush()
                ready, _write, _wrong = select.select([child.stdout], [], [], SECONDS)
                answer = child.stdout.readline() if ready else b""
            except BrokenPipeError:
                answer = b""
            if not answer:
                self._end(child)
                raise SpellingBusy()
            return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self.child is not None and self.child.poll() is None:
            return self.child
        return subprocess.Popen([sys.executable, "-c", _START], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def _end(self, child: subprocess.Popen[bytes]) -> None:
        child.kill()
        child.wait()
        self.child = None


_speller = _Speller()


def spelled(words: Sequence[str], language: str) -> tuple[str, dict[str, list[str]]]:
    """The language of the words, and those that are wrong with what may have been meant. Raises `SpellingBusy`."""
    if not words:
        return language, {}
    answer = json.loads(_speller.ask(json.dumps({"words": list(words), "language": language}).encode()))
    return answer["language"], answer["wrong"]
