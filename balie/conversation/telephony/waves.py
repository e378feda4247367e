"""A sound as people record it, made into what is played: 8 kHz, mono, 16 bits. Pure."""

from __future__ import annotations

import io
import wave

import numpy as np
from numpy.typing import NDArray

from balie.conversation.telephony.media.codecs import RATE

SHORTEST_S, LONGEST_S = 0.1, 120.0
LEAST_RATE, MOST_RATE = RATE, 48_000
FAINTEST = 200.0  # of 32,768: below it a caller hears nothing
_LOUDEST = 32_767.0

type Samples = NDArray[np.float64]


class Unusable(ValueError):
    """`why` is one of `format`, `rate`, `length` and `silent`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def converted(content: bytes) -> tuple[bytes, int]:
    """The WAV file that is played, and how many milliseconds it lasts. Raises `Unusable`."""
    rate, samples = _read(content)
    if not LEAST_RATE <= rate <= MOST_RATE:
        raise Unusable("rate")
    if not SHORTEST_S * rate <= len(samples) <= LONGEST_S * rate:
        raise Unusable("length")
    if np.abs(samples).max() < FAINTEST:
        raise Unusable("silent")
    heard = _at_our_rate(samples, rate)
    return _written(heard), len(heard) * 1000 // RATE


def _read(content: bytes) -> tuple[int, Samples]:
    """The rate, and the samples of all channels together, as 16 bits have them."""
    try:
        with wave.open(io.BytesIO(content), "rb") as file:
            rate, channels, width = file.getframerate(), file.getnchannels(), file.getsampwidth()
            data = file.readframes(int(LONGEST_S * MOST_RATE) + 1)
    except (EOFError, wave.Error) as error:
        raise Unusable("format") from error
    if channels not in {1, 2} or width not in {1, 2, 3, 4}:
        raise Unusable("format")
    whole = data[: len(data) // (channels * width) * channels * width]
    return rate, _numbers(whole, width).reshape(-1, channels).mean(axis=1)


def _numbers(data: bytes, width: int) -> Samples:
    """8 bits are without a sign, more are little-endian with one: of 24 and 32 the lowest do not count."""
    if width == 1:
        return (np.frombuffer(data, dtype="u1").astype(np.float64) - 128) * 256
    highest = np.frombuffer(data, dtype="u1").reshape(-1, width)[:, -2:]
    return np.ascontiguousarray(highest).view("<i2").ravel().astype(np.float64)


def _at_our_rate(samples: Samples, rate: int) -> Samples:
    """By its spectrum, without what lies above half our rate."""
    if rate == RATE:
        return samples
    length = round(len(samples) * RATE / rate)
    spectrum = np.fft.rfft(samples)[: length // 2 + 1]
    heard: Samples = np.fft.irfft(spectrum, length) * (length / len(samples))
    return heard


def _written(samples: Samples) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(RATE)
        target.writeframes(samples.clip(-_LOUDEST, _LOUDEST).round().astype("<i2").tobytes())
    return file.getvalue()
