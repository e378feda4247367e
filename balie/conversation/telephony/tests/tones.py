"""Tones to play and to find again, as the tests of the telephone need them."""

from __future__ import annotations

import wave
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from balie.conversation.telephony.media.codecs import RATE, Samples

PRESENT, ABSENT = 1500.0, 300.0  # amplitudes of 32767
_WINDOW = RATE // 4
KNOWN = (440, 700, 1000, 1500, 2000, 2600)


def tone(hertz: float, *, seconds: float = 1.0, amplitude: float = 8000.0, rate: int = RATE) -> Samples:
    at = np.arange(int(seconds * rate)) / rate
    return (amplitude * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def strength(samples: Samples, hertz: float) -> float:
    """The amplitude of a tone in the samples (Hann window, so that its neighbours stay out)."""
    window = np.hanning(len(samples))
    at = np.arange(len(samples)) / RATE
    return float(2 * abs(np.dot(samples * window, np.exp(-2j * np.pi * hertz * at))) / window.sum())


def tones_in(samples: Samples, known: Iterable[int] = KNOWN) -> list[frozenset[int]]:
    """Which tones each window of 250 ms holds, without repetitions; what is neither clearly there nor clearly away stays out."""
    found: list[frozenset[int]] = []
    for begin in range(0, len(samples) - _WINDOW + 1, _WINDOW):
        piece = samples[begin : begin + _WINDOW]
        present = frozenset(each for each in known if strength(piece, each) > PRESENT)
        if not found or found[-1] != present:
            found.append(present)
    return found


def write_wav(path: Path, samples: Samples, *, rate: int = RATE, channels: int = 1) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return path


def steady_tones_in(samples: Samples, known: Iterable[int] = KNOWN) -> list[frozenset[int]]:
    """The tones that stood for half a second at least, in their order: where one follows another, a window may hold both."""
    found: list[frozenset[int]] = []
    before: frozenset[int] | None = None
    for begin in range(0, len(samples) - _WINDOW + 1, _WINDOW):
        piece = samples[begin : begin + _WINDOW]
        present = frozenset(each for each in known if strength(piece, each) > PRESENT)
        if present == before and (not found or found[-1] != present):
            found.append(present)
        before = present
    return found


def read_wav(path: Path) -> Samples:
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float32)
