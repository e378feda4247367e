"""A month as a picture: each date with its bars and what is special about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from balie.foundation.text.labels import Label
from balie.records.calendars.rules import Hours
from balie.records.calendars.slots import bars, end_minutes, write_slots


@dataclass(frozen=True)
class Cell:
    """`bars` are (start, length) in minutes, with what the night before brings; `hours` the slots as written."""

    on: date
    bars: list[tuple[int, int]]
    hours: list[str]
    name: str
    kind: str
    is_outside: bool


def weeks(hours: Hours, first: date) -> list[list[Cell]]:
    """The weeks, from Monday, that the month beginning on `first` lies in."""
    monday = first - timedelta(days=first.weekday())
    after = month_after(first)
    found = []
    while monday < after:
        found.append([_cell(hours, monday + timedelta(days=day), first.month) for day in range(7)])
        monday += timedelta(days=7)
    return found


def month_after(first: date, count: int = 1) -> date:
    """The first of the month `count` later, or earlier when negative."""
    months = first.year * 12 + first.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def _cell(hours: Hours, on: date, month: int) -> Cell:
    day = hours.day(on)
    # What the eve's last slot brings into this date; a day of 24:00 brings nothing.
    night = [end_minutes(slot) - 1440 for slot in hours.day(on - timedelta(days=1)).slots if end_minutes(slot) > 1440]
    drawn = [(0, length) for length in night] + bars(day.slots)
    return Cell(on, drawn, [write_slots([slot]) for slot in day.slots], str(Label(day.name)), day.kind, on.month != month)
