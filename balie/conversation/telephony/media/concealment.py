"""What is played where a packet is missing: the last pitch period again and again, ever softer (after G.711 Appendix I)."""

from __future__ import annotations

from collections import deque

import numpy as np

from balie.conversation.telephony.media.codecs import FRAME, Samples

_HISTORY = 390  # samples looked back on: 48.75 ms, as in the appendix
_SHORTEST, _LONGEST = 40, 120  # samples of a pitch period: 200 to 66 Hz
_COMPARED = 160
_OVERLAP = 32  # 4 ms between what was made up and what was said
_FULL, _GONE = 80, 480  # at full strength for 10 ms, silent after 60


class Concealer:
    """The last of what one leg said, and how to go on when the rest is missing."""

    def __init__(self) -> None:
        self._recent: deque[Samples] = deque(maxlen=-(-_HISTORY // FRAME))
        self._history: Samples = np.zeros(_HISTORY, dtype=np.float32)
        self._made = 0
        self._period = 0

    def heard(self, frame: Samples) -> Samples:
        """A frame that did come; after a loss its begin is blended with what was made up."""
        if self._made:
            frame = frame.copy()
            share = np.linspace(0, 1, _OVERLAP, dtype=np.float32)
            frame[:_OVERLAP] = frame[:_OVERLAP] * share + self._continued(_OVERLAP) * (1 - share)
            self._made = 0
        self._recent.append(frame)
        return frame

    def missing(self) -> Samples:
        """A frame in place of one that did not come."""
        if not self._made:
            before = np.zeros(_HISTORY, dtype=np.float32)
            self._history = np.concatenate((before, *self._recent))[-_HISTORY:]
            self._period = self._pitch()
        frame = self._continued(FRAME)
        self._made += FRAME
        return frame

    def _continued(self, count: int) -> Samples:
        at = np.arange(self._made, self._made + count)
        period = self._history[len(self._history) - self._period :]
        strength = np.clip((_GONE - at) / (_GONE - _FULL), 0, 1).astype(np.float32)
        again: Samples = period[at % self._period] * strength
        return again

    def _pitch(self) -> int:
        """The lag at which the last 20 ms resemble what came before most."""
        last = self._history[-_COMPARED:]
        lags = np.arange(_SHORTEST, _LONGEST + 1)
        before = np.stack([self._history[-_COMPARED - lag : -lag] for lag in lags])
        strength = np.sqrt((before * before).sum(axis=1)) + 1.0
        return int(lags[int(np.argmax(before @ last / strength))])
