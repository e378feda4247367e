"""A recording as it lies on disk: chunks of a second, each encrypted with the key of that recording alone.

A file is a line `balie recording 1`, then chunks: AES-256-GCM over 16,000 bytes of stereo µ-law (left the customer, right
those they hear), nonce the number of the chunk, so a second is found without reading what is before it. The last chunk is
shorter, and sealed as the last: a file without it was not ended. Chunks cannot be swapped, dropped or taken to another file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HEAD = b"balie recording 1\n"
CHUNK = 16_000  # a second of two channels of 8 kHz; in figures, since who reads a recording need not load the mixer's numpy
TAG = 16
SEALED_CHUNK = CHUNK + TAG
KEY_BYTES = 32


class NotReadable(Exception):
    """The file is no recording, was changed, or the key or name is of another."""


def seal(data: bytes, *, number: int, key: bytes, recording: str, is_last: bool = False) -> bytes:
    """Chunk `number` of the recording, encrypted."""
    return AESGCM(key).encrypt(number.to_bytes(12), data, _about(recording, is_last=is_last))


def read_chunk(file: BinaryIO, number: int, *, key: bytes, recording: str) -> bytes:
    """Second `number`, from 0; shorter than `CHUNK`, possibly empty, when it is the last. Raises `NotReadable`."""
    file.seek(len(HEAD) + number * SEALED_CHUNK)
    sealed = file.read(SEALED_CHUNK)
    is_last = len(sealed) < SEALED_CHUNK
    try:
        return AESGCM(key).decrypt(number.to_bytes(12), sealed, _about(recording, is_last=is_last))
    except InvalidTag as error:
        raise NotReadable from error


def read_recording(file: BinaryIO, *, key: bytes, recording: str) -> Iterator[bytes]:
    """All seconds. A file that was not ended ends with `NotReadable` after its last whole second."""
    if file.read(len(HEAD)) != HEAD:
        raise NotReadable
    number = 0
    while True:
        chunk = read_chunk(file, number, key=key, recording=recording)
        yield chunk
        if len(chunk) < CHUNK:
            return
        number += 1


def _about(recording: str, *, is_last: bool) -> bytes:
    return (b"last " if is_last else b"chunk ") + recording.encode()
