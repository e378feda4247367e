"""A recording as a WAV file that is nowhere: read by place, each second decrypted as it is asked for."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import BinaryIO

from balie.conversation.telephony.media.sealed import CHUNK, HEAD, SEALED_CHUNK, TAG, NotReadable, read_chunk

MULAW, CHANNELS, RATE = 7, 2, 8000
HEADER = 58


class Sound(io.RawIOBase):
    """Seekable; `length` bytes with the header. One that was cut off ends with its last whole second. Raises `NotReadable` where it was changed."""

    def __init__(self, path: Path, *, key: bytes, name: str, is_whole: bool) -> None:
        super().__init__()
        self._file: BinaryIO = path.open("rb")
        self._key, self._name = key, name
        self._audio = _audio_bytes(path.stat().st_size, is_whole=is_whole)
        self._second: tuple[int, bytes] = (-1, b"")
        self._at = 0
        self.stop = self.length

    @property
    def length(self) -> int:
        return HEADER + self._audio

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.stop}[whence]
        return self._at

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, and none beyond `stop`."""
        end = self.stop if size < 0 else min(self._at + size, self.stop)
        pieces = []
        while self._at < end:
            piece = self._piece()[: end - self._at]
            self._at += len(piece)
            pieces.append(piece)
        return b"".join(pieces)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _piece(self) -> bytes:
        """From where we are, to the end of the header or of a second."""
        if self._at < HEADER:
            return _header(self._audio)[self._at :]
        number, within = divmod(self._at - HEADER, CHUNK)
        if self._second[0] != number:
            self._second = (number, read_chunk(self._file, number, key=self._key, recording=self._name))
        piece = self._second[1][within:]
        if not piece:
            raise NotReadable
        return piece


def _audio_bytes(size: int, *, is_whole: bool) -> int:
    """How much sound a file of `size` bytes holds; a whole one ends with a shorter chunk."""
    whole, rest = divmod(size - len(HEAD), SEALED_CHUNK)
    if is_whole and rest < TAG:
        raise NotReadable
    return whole * CHUNK + (rest - TAG if is_whole else 0)


def _header(audio: int) -> bytes:
    """RIFF, with a length for each part: µ-law, two channels (Microsoft, Multiple Channel Audio Data and WAVE Files)."""
    kind = struct.pack("<HHIIHHH", MULAW, CHANNELS, RATE, RATE * CHANNELS, CHANNELS, 8, 0)
    parts = b"fmt " + struct.pack("<I", len(kind)) + kind + b"fact" + struct.pack("<II", 4, audio // CHANNELS)
    return b"RIFF" + struct.pack("<I", HEADER - 8 + audio) + b"WAVE" + parts + b"data" + struct.pack("<I", audio)
