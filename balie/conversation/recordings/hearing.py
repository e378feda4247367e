"""Who spoke when, by the two channels of a recording: shares, silences, and how often the operator cut in. Pure; numpy, so only in jobs.

Speech is a frame of 20 ms louder than `LOUD_DB` below full scale; gaps of up to 300 ms belong to it, bursts under 60 ms do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from balie.conversation.telephony.media.codecs import FRAME, PCMU, decode_one

FRAME_MS = 20
LOUD_DB = -45.0
LONG_SILENCE_MS = 5000
PEAKS = 400
_FULL = 32768.0
_GAP, _BURST = 15, 3  # frames
_SPOKE, _WENT_ON = 50, 25  # frames: the customer was speaking for a second, and the operator spoke on for half of one

type Flags = NDArray[np.bool_]
type Levels = NDArray[np.float32]


@dataclass(frozen=True)
class Hearing:
    """Times in ms; pauses of the recording count nowhere. `peaks` is the loudest of each of 400 parts, 0 to 255: the customer's, then the other side's."""

    customer_ms: int
    operator_ms: int
    both_ms: int
    silent_ms: int
    longest_silence_ms: int
    long_silences: int
    cut_ins: int
    peaks: bytes


def hear(seconds: Iterable[bytes], *, pauses: Sequence[tuple[int, int]] = ()) -> Hearing:
    """Of stereo µ-law, left the customer; `pauses` in ms from the beginning."""
    pieces = [_measured(each) for each in seconds if each]
    loudest = np.concatenate([each[0] for each in pieces]) if pieces else np.zeros((0, 2), dtype=np.float32)
    levels = np.concatenate([each[1] for each in pieces]) if pieces else np.zeros((0, 2), dtype=np.float32)
    customer, operator = (spoken(levels[:, side] > LOUD_DB) for side in (0, 1))
    counted = _counted(len(levels), pauses)
    silences = _runs(~customer & ~operator & counted)
    return Hearing(
        customer_ms=_ms(customer & counted),
        operator_ms=_ms(operator & counted),
        both_ms=_ms(customer & operator & counted),
        silent_ms=_ms(~customer & ~operator & counted),
        longest_silence_ms=max((end - begin for begin, end in silences), default=0) * FRAME_MS,
        long_silences=sum((end - begin) * FRAME_MS >= LONG_SILENCE_MS for begin, end in silences),
        cut_ins=_cut_ins(customer, operator),
        peaks=_peaks(loudest),
    )


def spoken(loud: Flags) -> Flags:
    """Frames of speech: short gaps closed, short bursts left out."""
    closed = loud.copy()
    for begin, end in _runs(~loud):
        if end - begin <= _GAP and begin > 0 and end < len(loud):
            closed[begin:end] = True
    for begin, end in _runs(closed):
        if end - begin < _BURST:
            closed[begin:end] = False
    return closed


def _measured(second: bytes) -> tuple[Levels, Levels]:
    """The loudest sample and the level in dB of each frame, for both channels."""
    samples = decode_one(second, PCMU).reshape(-1, 2)
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME, 2)
    power = np.sqrt(np.mean(frames**2, axis=1)) / _FULL
    return np.abs(frames).max(axis=1), 20 * np.log10(np.maximum(power, 1e-6))


def _counted(length: int, pauses: Sequence[tuple[int, int]]) -> Flags:
    counted = np.ones(length, dtype=np.bool_)
    for begin, end in pauses:
        counted[begin // FRAME_MS : -(-end // FRAME_MS)] = False
    return counted


def _runs(flags: Flags) -> list[tuple[int, int]]:
    """Beginning and end of each stretch of frames where it is so."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return [(int(begin), int(end)) for begin, end in edges.reshape(-1, 2)]


def _cut_ins(customer: Flags, operator: Flags) -> int:
    """How often the operator began while the customer had been speaking for a second, and spoke on."""
    return sum(
        end - begin >= _WENT_ON and begin >= _SPOKE and bool(customer[begin - _SPOKE : begin + 1].all()) for begin, end in _runs(operator)
    )


def _peaks(loudest: Levels) -> bytes:
    if not len(loudest):
        return b""
    count = min(PEAKS, len(loudest))
    scaled = np.maximum.reduceat(loudest, np.arange(count) * len(loudest) // count, axis=0).T * (255 / _FULL)
    return scaled.clip(0, 255).astype(np.uint8).tobytes()


def _ms(flags: Flags) -> int:
    return int(flags.sum()) * FRAME_MS
