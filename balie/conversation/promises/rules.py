"""Pure rules of promises: when one is reminded of, what became of it, and the kept-rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_REMINDER = timedelta(days=7)
MOST_AHEAD = timedelta(days=36525)
LEAST_WORDS = 3


@dataclass(frozen=True)
class Tally:
    """How promises ended: kept in time, kept late, and not kept."""

    kept: int = 0
    late: int = 0
    broken: int = 0

    @property
    def ended(self) -> int:
        return self.kept + self.late + self.broken

    @property
    def rate(self) -> float | None:
        """The share kept in time, 0 to 1; None when none ended."""
        return self.kept / self.ended if self.ended else None


def remind_at(due_at: datetime, before: timedelta, *, made_at: datetime) -> datetime | None:
    """When its owner is reminded; None when reminders are off, or it is made so late that the reminder would come at once."""
    moment = due_at - before
    return moment if before > timedelta(0) and moment > made_at else None


def is_late(due_at: datetime, at: datetime) -> bool:
    """Whether the moment has passed; at the moment itself it is kept."""
    return at > due_at
