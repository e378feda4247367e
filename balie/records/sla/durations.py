"""Promises as people type them: “30 min”, “4h”, “1 h 30”, “2 d”; pure."""

from __future__ import annotations

import re
from datetime import timedelta

from balie.records.calendars.slots import DAYS, Week, end_minutes, minutes

_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*(d|j|t|h|u|min|m|’|')?(?![a-z])\s*", re.IGNORECASE)
_MINUTES = {"h": 60.0, "u": 60.0, "min": 1.0, "m": 1.0, "’": 1.0, "'": 1.0}
_DAYS = {"d", "j", "t"}  # dag and day, jour, Tag
LONGEST = timedelta(days=5 * 366)
WHOLE_DAY = timedelta(days=1)


class BadDuration(ValueError):
    """Not a length of time, none at all, or longer than five years."""


def open_day(week: Week, *, always: bool) -> timedelta:
    """How long “1 d” is: the longest day of the plain week, a whole one when it is always open."""
    lengths = [sum(end_minutes(slot) - minutes(slot[0]) for slot in week.get(day, ())) for day in DAYS]
    return WHOLE_DAY if always or not any(lengths) else timedelta(minutes=max(lengths))


def read_duration(typed: str, day: timedelta = WHOLE_DAY) -> timedelta:
    """The time in “1 h 30”; a number without a unit after hours is minutes. Raises `BadDuration`."""
    text, at, total, last = typed.strip().casefold(), 0, 0.0, ""
    while at < len(text):
        found = _PART.match(text, at)
        if not found:
            raise BadDuration
        unit = found[2] or ("min" if last in {"h", "u"} else "")
        if not unit:
            raise BadDuration
        number = float(found[1].replace(",", "."))
        total += number * (day.total_seconds() / 60 if unit in _DAYS else _MINUTES[unit])
        at, last = found.end(), unit
    if not 0 < total <= LONGEST.total_seconds() / 60:
        raise BadDuration
    return timedelta(seconds=round(total * 60))


def write_duration(length: timedelta, day: timedelta = WHOLE_DAY) -> str:
    """As `read_duration` reads it back: whole days where it is, else hours and minutes."""
    if length >= day and not length % day:
        return f"{length // day} d"
    hours, rest = divmod(round(length.total_seconds()), 3600)
    parts = [f"{hours} h"] if hours else []
    if rest // 60:
        parts.append(f"{rest // 60} min")
    return " ".join(parts) or "1 min"
