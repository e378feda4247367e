"""The buffer between the network and the mixer: packets come in any order, frames leave at a steady pace."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np

from balie.conversation.telephony.media.codecs import FRAME, decode_one

UNIT = FRAME // 2  # 10 ms: any packet is a whole number of these
PREFILL = 6  # units gathered before the first is played
LIMIT = 24  # units kept at most
_RESTART = 500  # units ahead or behind that mean another clock, not another order
_HUNGRY = 5  # ticks without anything before it gathers anew
_WINDOW = 50  # ticks over which the least depth is judged
_QUIET = 300.0  # root mean square below which a frame can be missed or doubled unheard


class Missing(enum.Enum):
    """No frame for this tick: `LOST` should be made up, at `PAUSED` nothing was said."""

    LOST = enum.auto()
    PAUSED = enum.auto()


@dataclass
class JitterCounts:
    """What happened so far, in frames or packets."""

    played: int = 0
    lost: int = 0
    starved: int = 0
    late: int = 0
    doubled: int = 0
    cut: int = 0
    dropped_in_silence: int = 0
    inserted_in_silence: int = 0


class JitterBuffer:
    """Takes payloads by their RTP timestamp and gives a frame of 160 bytes a tick.

    Played in order, each at most once; never holds more than `LIMIT`. What comes after its turn is late and dropped.
    When the sender's clock runs faster or slower, frames in silence are left out or doubled.
    """

    def __init__(self, payload_type: int) -> None:
        self.payload_type = payload_type
        self.counts = JitterCounts()
        self._units: dict[int, bytes] = {}
        self._next = 0
        self._clock: tuple[int, int] | None = None  # a timestamp and the unit it stands for
        self._is_playing = False
        self._hungry = 0
        self._since, self._least = 0, LIMIT

    @property
    def depth(self) -> int:
        """Units from the next to the newest, those missing in between too."""
        return max(self._units) + 1 - self._next if self._units else 0

    @property
    def depth_ms(self) -> float:
        return self.depth * 10.0

    def restart(self) -> None:
        """The sender is another or begins anew: what it sends is played after what was played."""
        self._units.clear()
        self._clock = None
        self._is_playing = False

    def put(self, timestamp: int, payload: bytes) -> None:
        """Keep a payload until its turn."""
        unit = self._unit_of(timestamp)
        if self._is_late(unit):
            self.counts.late += 1
            return
        for begin in range(0, len(payload) - UNIT + 1, UNIT):
            self._put_unit(unit + begin // UNIT, payload[begin : begin + UNIT])
        if self.depth > LIMIT:
            self._cut()

    def pull(self) -> bytes | Missing:
        """The frame of this tick."""
        if not self._is_playing and not self._may_begin():
            return Missing.PAUSED
        self._judge()
        first, second = self._units.get(self._next), self._units.get(self._next + 1)
        if first is None or second is None:
            return self._without()
        return self._played(first + second)

    def _unit_of(self, timestamp: int) -> int:
        if self._clock is not None:
            known, unit = self._clock
            ahead = ((timestamp - known + 0x80000000 & 0xFFFFFFFF) - 0x80000000) // UNIT
            found = unit + ahead
            if abs(found - self._next) < _RESTART:
                return found
            self.restart()
        self._clock = (timestamp, self._next)
        return self._next

    def _put_unit(self, unit: int, data: bytes) -> None:
        if unit > self._next and not self._is_playing and not self._units:
            self._next = unit  # whoever sends nothing while silent begins to speak
        self._next = min(self._next, unit)
        if unit in self._units:
            self.counts.doubled += 1
            return
        self._units[unit] = data

    def _is_late(self, unit: int) -> bool:
        """Its turn has passed; before anything was played, a packet that was overtaken still has one."""
        return unit < self._next and (self._is_playing or self.counts.played > 0 or self._next - unit >= PREFILL)

    def _may_begin(self) -> bool:
        if self.depth < PREFILL:
            return False
        self._next = min(self._units)
        self._is_playing, self._hungry = True, 0
        self._since, self._least = 0, LIMIT
        return True

    def _without(self) -> Missing:
        if self.depth > 2:
            self._advance()
            self.counts.lost += 1
            return Missing.LOST
        self.counts.starved += 1
        self._hungry += 1
        if self._hungry >= _HUNGRY:
            self._is_playing = False
        return Missing.LOST

    def _played(self, frame: bytes) -> bytes:
        self._hungry = 0
        self.counts.played += 1
        wanted = self._wanted()
        if wanted < 0 and self._is_quiet(frame):
            self.counts.inserted_in_silence += 1
            self._forget()
            return frame
        self._advance()
        if wanted > 0 and self._is_quiet(frame) and self._next in self._units and self._next + 1 in self._units:
            self.counts.dropped_in_silence += 1
            frame = self._units[self._next] + self._units[self._next + 1]
            self._advance()
            self._forget()
        return frame

    def _advance(self) -> None:
        for unit in (self._next, self._next + 1):
            self._units.pop(unit, None)
        self._next += 2

    def _cut(self) -> None:
        """Too much waits: the oldest goes, so that what is said is heard soon."""
        newest = max(self._units)
        first = newest + 1 - PREFILL
        for unit in [each for each in self._units if each < first]:
            del self._units[unit]
            self.counts.cut += 1
        self._next = first
        self._forget()

    def _judge(self) -> None:
        self._since += 1
        self._least = min(self._least, self.depth)

    def _wanted(self) -> int:
        """1: a frame should go, as there were always too many; -1: one should come, as there were too few; 0: neither."""
        if self._since < _WINDOW:
            return 0
        if self._least > PREFILL + 2:
            return 1
        if self._least < 3:
            return -1
        self._forget()
        return 0

    def _forget(self) -> None:
        self._since, self._least = 0, LIMIT

    def _is_quiet(self, frame: bytes) -> bool:
        samples = decode_one(frame, self.payload_type)
        return float(np.sqrt(np.mean(samples * samples))) < _QUIET
