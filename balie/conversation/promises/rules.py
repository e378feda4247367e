"""Pure rules of promises: when one is reminded of, what became of it, and the kept-rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor

MOST_REMINDER = timedelta(days=7)
LEAST_WORDS = 3


@dataclass(frozen=True)
class Tally:
    """How promises ended: kept in time, kept late, and not kept. Sums, so that totals are sums of sums."""

    kept: int = 0
    late: int = 0
    broken: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.kept + other.kept, self.late + other.late, self.broken + other.broken)

    @property
    def ended(self) -> int:
        return self.kept + self.late + self.broken

    @property
    def rate(self) -> float | None:
        """The share kept in time, 0 to 1; None when none ended."""
        return self.kept / self.ended if self.ended else None


def total(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())


def remind_at(due_at: datetime, before: timedelta, *, made_at: datetime) -> datetime | None:
    """When its owner is reminded; None when reminders are off, or it is made so late that the reminder would come at once."""
    moment = due_at - before
    return moment if before > timedelta(0) and moment > made_at else None


def is_late(due_at: datetime, at: datetime) -> bool:
    """Whether the moment has passed; at the moment itself it is kept."""
    return at > due_at


def work_order(due_at: datetime) -> int:
    """Its place among all work: the moment itself, in seconds since 1970."""
    return floor(due_at.timestamp())
