"""When a contract is in force, which period an entitlement counts in, and what is left of it: pure, by dates."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

IN_FORCE, COMING, OVER = "in_force", "coming", "over"
TERM, YEAR, CALENDAR_YEAR, MONTH = "term", "year", "calendar_year", "month"
DAY = timedelta(days=1)
MOST_OF_ONE = 100_000


@dataclass(frozen=True)
class Period:
    """From `begins_on` to `ends_on`, both in it; without an end it goes on."""

    begins_on: date
    ends_on: date | None


def standing(first_on: date, last_on: date | None, on: date) -> str:
    """In force from the first to the last day, both in it; without a last day until it is ended."""
    if on < first_on:
        return COMING
    return OVER if last_on is not None and on > last_on else IN_FORCE


def period_of(kind: str, first_on: date, last_on: date | None, on: date) -> Period:
    """The period that `on` lies in, within the contract; a day before it counts as its first, one after it as its last.

    `kind`: the whole term, a year from the contract's first day on, a calendar year or a calendar month. A year from
    29 February begins on 1 March where there is no such day.
    """
    on = max(on, first_on) if last_on is None else min(max(on, first_on), last_on)
    begins, ends = _whole_period(kind, first_on, on)
    return Period(max(begins, first_on), ends if last_on is None else min(ends or last_on, last_on))


def left(quantity: int | None, used: int) -> int | None:
    """What may still be used; None without a limit, never less than nothing."""
    return None if quantity is None else max(0, quantity - used)


def used_in(period: Period, uses: Mapping[date, int]) -> int:
    """What was used in the period; `uses`: day → quantity."""
    return sum(quantity for day, quantity in uses.items() if period.begins_on <= day and _is_before(day, period.ends_on))


def _whole_period(kind: str, first_on: date, on: date) -> tuple[date, date | None]:
    match kind:
        case "year":
            begins = _anniversary(first_on, on.year)
            begins = begins if begins <= on else _anniversary(first_on, on.year - 1)
            return begins, _day_before(_anniversary(first_on, begins.year + 1))
        case "calendar_year":
            return date(on.year, 1, 1), date(on.year, 12, 31)
        case "month":
            following = date(on.year + on.month // 12, on.month % 12 + 1, 1) if (on.year, on.month) != (9999, 12) else None
            return on.replace(day=1), following - DAY if following else date.max
    return first_on, None


def _anniversary(day: date, year: int) -> date:
    if year > date.max.year:
        return date.max
    if (day.month, day.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return day.replace(year=year)


def _day_before(day: date) -> date:
    return day if day == date.max else day - DAY


def _is_before(day: date, end: date | None) -> bool:
    """Not after the end."""
    return end is None or day <= end
