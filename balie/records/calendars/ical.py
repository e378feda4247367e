"""iCalendar: what a calendar says as .ics, and closing days read from one that somebody else wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import icalendar

from balie.records.calendars.rules import OpenPeriod

MOST_BYTES, MOST_EVENTS, MOST_DAYS, NAME_LENGTH = 512 * 1024, 2000, 366, 80


class Unreadable(ValueError):
    """`why` is form (no iCalendar), large, or many."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Closing:
    """Whole days from `first` to `last`, both in it."""

    first: date
    last: date
    name: str


@dataclass(frozen=True)
class Import:
    """`left_out` are events that are no closing days: with an hour, repeated, cancelled, longer than a year, or without a date."""

    closings: list[Closing]
    left_out: int


def write(name: str, days: Mapping[date, str], periods: Iterable[OpenPeriod], *, key: str, open_words: str, at: datetime) -> bytes:
    """Closing days as whole days, open periods as appointments that keep no one busy."""
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Balie//Opening hours//EN")
    calendar.add("x-wr-calname", name)
    for on, words in sorted(days.items()):
        calendar.add_component(_event(f"closed-{on:%Y%m%d}@{key}.balie", words, on, on + timedelta(days=1), at))
    for period in periods:
        calendar.add_component(_event(f"open-{period.start:%Y%m%dT%H%M%SZ}@{key}.balie", open_words, period.start, period.end, at))
    return bytes(calendar.to_ical())


def read(raw: bytes) -> Import:
    """The whole days in it. Raises `Unreadable`."""
    if len(raw) > MOST_BYTES:
        raise Unreadable("large")
    if raw.upper().count(b"BEGIN:VEVENT") > MOST_EVENTS:
        raise Unreadable("many")
    try:
        events = [each for calendar in icalendar.Calendar.from_ical(raw, multiple=True) for each in calendar.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise Unreadable("form") from error
    if b"END:VCALENDAR" not in raw.upper():  # none at all, or cut off
        raise Unreadable("form")
    closings = [closing for each in events if (closing := _closing(each))]
    return Import(closings, len(events) - len(closings))


def _event(uid: str, words: str, start: date, end: date, at: datetime) -> icalendar.Event:
    event = icalendar.Event()
    for name, value in (("uid", uid), ("dtstamp", at.astimezone(UTC)), ("summary", words), ("dtstart", start), ("dtend", end)):
        event.add(name, value)
    event.add("transp", "TRANSPARENT")
    return event


def _closing(event: icalendar.Component) -> Closing | None:
    first, after = _day(event, "DTSTART"), _day(event, "DTEND")
    if first is None or "RRULE" in event or str(event.get("STATUS", "")).upper() == "CANCELLED":
        return None
    last = after - timedelta(days=1) if after and after > first else first
    words = " ".join(str(event.get("SUMMARY", "")).split())[:NAME_LENGTH]
    return Closing(first, last, words) if (last - first).days < MOST_DAYS else None


def _day(event: icalendar.Component, name: str) -> date | None:
    try:
        found = getattr(event.get(name), "dt", None)
    except icalendar.error.BrokenCalendarProperty:
        return None
    return found if isinstance(found, date) and not isinstance(found, datetime) else None
