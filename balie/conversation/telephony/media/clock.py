"""The tick of the mixer: every 20 ms, on a thread of its own, counting the ticks that came late."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

TICK = 0.02
_LATE = 0.005
_BEHIND = 0.1  # so far behind, the missed ticks are left out


@dataclass
class ClockCounts:
    """Ticks so far; `late` began more than 5 ms after their time, `skipped` never came."""

    ticks: int = 0
    late: int = 0
    skipped: int = 0
    longest_ms: float = 0.0


class Clock:
    """Calls `tick` every 20 ms until stopped. Whatever `tick` raises is the caller's to catch."""

    def __init__(self, tick: Callable[[], None]) -> None:
        self.counts = ClockCounts()
        self._tick = tick
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mixer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns when the last tick has ended."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        due = time.monotonic()
        while not self._stop.is_set():
            due = self._wait_for(due + TICK)
            begun = time.monotonic()
            self._tick()
            self.counts.ticks += 1
            self.counts.longest_ms = max(self.counts.longest_ms, (time.monotonic() - begun) * 1000)

    def _wait_for(self, due: float) -> float:
        """Sleep until `due`; the moment the tick counts from."""
        left = due - time.monotonic()
        if left > 0:
            time.sleep(left)
        behind = time.monotonic() - due
        self.counts.late += behind > _LATE
        if behind > _BEHIND:
            missed = int(behind / TICK)
            self.counts.skipped += missed
            return due + missed * TICK
        return due
