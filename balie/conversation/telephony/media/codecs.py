"""G.711: µ-law (payload type 0) and A-law (8), by tables, for many legs at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 8000
FRAME = 160  # samples in the 20 ms of a tick
PCMU, PCMA = 0, 8
NAMES = {PCMU: "PCMU", PCMA: "PCMA"}
SILENCE = {PCMU: b"\xff", PCMA: b"\xd5"}
_ROW = {PCMU: 0, PCMA: 1}

type Samples = NDArray[np.float32]


def _ulaw(byte: int) -> int:
    """The sample of a µ-law byte (G.711 table 2)."""
    byte = ~byte & 0xFF
    size = (((byte & 0x0F) << 3) + 0x84 << (byte >> 4 & 0x07)) - 0x84
    return -size if byte & 0x80 else size


def _alaw(byte: int) -> int:
    """The sample of an A-law byte (G.711 table 1)."""
    byte ^= 0x55
    segment, step = byte >> 4 & 0x07, (byte & 0x0F) << 4
    size = step + 8 if segment == 0 else step + 0x108 << segment - 1
    return size if byte & 0x80 else -size


def _nearest(decoded: NDArray[np.float32]) -> NDArray[np.uint8]:
    """For each sample from -32768 to 32767 the byte whose sample lies nearest."""
    order = np.argsort(decoded, kind="stable")
    levels = decoded[order]
    borders = (levels[1:] + levels[:-1]) / 2
    places = np.searchsorted(borders, np.arange(-32768, 32768), side="right")
    found: NDArray[np.uint8] = order[places].astype(np.uint8)
    return found


_DECODED = np.array([[_ulaw(byte) for byte in range(256)], [_alaw(byte) for byte in range(256)]], dtype=np.float32)
_ENCODED = np.stack([_nearest(row) for row in _DECODED])


def rows_of(payload_types: list[int]) -> NDArray[np.intp]:
    """Which row of the tables each payload type has."""
    return np.array([_ROW[each] for each in payload_types], dtype=np.intp)


def decode(frames: bytes, rows: NDArray[np.intp]) -> Samples:
    """One frame of each leg, joined, to samples: a row for each leg. `rows` from `rows_of`."""
    frame = np.frombuffer(frames, dtype=np.uint8).reshape(len(rows), -1)
    samples: Samples = _DECODED[rows[:, None], frame]
    return samples


def encode(samples: Samples, rows: NDArray[np.intp]) -> bytes:
    """The frames of all legs, joined; what is too loud is cut to the loudest."""
    whole = np.rint(np.clip(samples, -32768, 32767)).astype(np.intp)
    return _ENCODED[rows[:, None], whole + 32768].tobytes()


def decode_one(payload: bytes, payload_type: int) -> Samples:
    """The samples of one payload."""
    samples: Samples = _DECODED[_ROW[payload_type], np.frombuffer(payload, dtype=np.uint8)]
    return samples


def encode_one(samples: Samples, payload_type: int = PCMU) -> bytes:
    """The payload of samples."""
    return encode(samples.reshape(1, -1), rows_of([payload_type]))
