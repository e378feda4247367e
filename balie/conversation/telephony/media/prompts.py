"""What is played to a leg: greetings, announcements and music, from WAV files of 8 kHz, mono, 16 bits."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from balie.conversation.telephony.media.codecs import FRAME, RATE, Samples
from balie.conversation.telephony.media.refusals import Unplayable

_LONGEST_S = 3600


def read_prompt(path: Path) -> Samples:
    """The samples of a WAV file. Raises `Unplayable` with the reason."""
    try:
        with wave.open(str(path), "rb") as file:
            found = (file.getframerate(), file.getnchannels(), 8 * file.getsampwidth())
            if found != (RATE, 1, 16):
                raise Unplayable(path, f"it has {found[0]} Hz, {found[1]} channel(s) and {found[2]} bits; 8000 Hz, 1 and 16 are played")
            data = file.readframes(_LONGEST_S * RATE)
    except (OSError, EOFError, wave.Error) as error:
        raise Unplayable(path, str(error)) from error
    return np.frombuffer(data, dtype="<i2").astype(np.float32)


class Player:
    """Plays prompts one after another, from where it was; in a loop it begins anew and never ends."""

    def __init__(self, prompts: list[Samples], *, loops: bool = False) -> None:
        self._samples = np.concatenate(prompts)
        self._loops = loops
        self._at = 0
        self.is_suspended = False

    @property
    def position_ms(self) -> int:
        return self._at * 1000 // RATE

    @property
    def is_done(self) -> bool:
        return not self._loops and self._at >= len(self._samples)

    def frame(self) -> Samples:
        """The samples of this tick; the last is filled with silence."""
        piece = self._samples[self._at : self._at + FRAME]
        self._at += FRAME
        if self._loops and self._at >= len(self._samples):
            self._at = 0
        if len(piece) == FRAME:
            return piece
        filled = np.zeros(FRAME, dtype=np.float32)
        filled[: len(piece)] = piece
        return filled
