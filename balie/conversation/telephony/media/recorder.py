"""Recordings: the mixer gives frames, one thread encrypts and writes them. Plain audio is never on disk."""

from __future__ import annotations

import logging
import os
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from balie.conversation.telephony.media.codecs import RATE
from balie.conversation.telephony.media.sealed import CHUNK, HEAD, seal

log = logging.getLogger(__name__)


@dataclass
class Recording:
    """One recording of the leg of a customer; while it is paused it holds silence, so that its places are those of the call."""

    name: str
    leg: str
    path: Path
    key: bytes = field(repr=False)
    is_paused: bool = False
    samples: int = 0  # taken from the mixer so far, of one channel
    chunks: int = 0
    _waiting: bytearray = field(default_factory=bytearray, repr=False)
    _file: BinaryIO | None = field(default=None, repr=False)
    failure: str = ""

    @property
    def duration_ms(self) -> int:
        return self.samples * 1000 // RATE

    def begin(self) -> None:
        """Make the file, and the folders above it. Raises `OSError`, also where there is one already."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._file.write(HEAD)

    def write(self, left: bytes, right: bytes) -> None:
        """Take a frame of each side; every second becomes a chunk."""
        both = bytearray(2 * len(left))
        both[0::2], both[1::2] = left, right
        self._waiting += both
        while len(self._waiting) >= CHUNK:
            self._put(bytes(self._waiting[:CHUNK]))
            del self._waiting[:CHUNK]

    def end(self) -> None:
        """Write what waits as the last chunk, durably."""
        self._put(bytes(self._waiting), is_last=True)
        file = self._opened()
        os.fsync(file.fileno())
        self.close()

    def close(self) -> None:
        """Let go of the file and of what was not written."""
        self._waiting.clear()
        if self._file is not None:
            self._file.close()

    def _put(self, data: bytes, *, is_last: bool = False) -> None:
        file = self._opened()
        file.write(seal(data, number=self.chunks, key=self.key, recording=self.name, is_last=is_last))
        file.flush()
        self.chunks += 1

    def _opened(self) -> BinaryIO:
        if self._file is None:
            raise ValueError(f"recording {self.name} was not begun")
        return self._file


class Writer:
    """The thread that writes all recordings; `ended` hears of each that is done, with `failure` when its file could not be written."""

    def __init__(self, *, ended: Callable[[Recording], None]) -> None:
        self._queue: queue.SimpleQueue[tuple[Recording, bytes, bytes] | Recording | None] = queue.SimpleQueue()
        self._ended = ended
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Write all that was given, then end."""
        self._queue.put(None)
        self._thread.join()

    def feed(self, recording: Recording, left: bytes, right: bytes) -> None:
        """A frame of each side, µ-law; called by the mixer."""
        recording.samples += len(left)
        self._queue.put((recording, left, right))

    def end(self, recording: Recording) -> None:
        """No more frames come."""
        self._queue.put(recording)

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            recording = item if isinstance(item, Recording) else item[0]
            try:
                self._write(item)
            except OSError as error:
                self._give_up(recording, error)
            if item is recording:
                self._ended(recording)

    def _write(self, item: tuple[Recording, bytes, bytes] | Recording) -> None:
        if isinstance(item, Recording):
            if not item.failure:
                item.end()
        elif not item[0].failure:
            item[0].write(item[1], item[2])

    def _give_up(self, recording: Recording, error: OSError) -> None:
        """The rest of this recording is lost; all others go on."""
        log.error("recording %s cannot be written: %s", recording.name, error)
        recording.failure = error.strerror or type(error).__name__
        recording.close()
