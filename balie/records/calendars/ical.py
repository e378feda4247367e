"""iCalendar: what a calendar says as .ics, and closing days read from one that somebody else wrote."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import icalendar

from balie.records.calendars.repeats import DAY, Rule, occurrences, read_rule
from balie.records.calendars.rules import OpenPeriod

MOST_BYTES, MOST_EVENTS, MOST_DAYS, NAME_LENGTH = 512 * 1024, 2000, 366, 80
YEARS = (1900, 9000)
# What repeats is read so far ahead; and a day at a time, so no more of it and no older.
AHEAD, MOST_REPEATED, OLDEST = timedelta(days=5 * 366), 100, timedelta(days=30 * 366)


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
    """`left_out` are events that are no closing days: with an hour, cancelled, longer than a year, without a date, or repeated by a rule that is not read."""

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


def read(raw: bytes, *, on: date) -> Import:
    """The whole days in it; of what repeats those from the day `on`, five years ahead. Raises `Unreadable`."""
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
    moved = {(str(each.get("UID", "")), _day(each, "RECURRENCE-ID")) for each in events if "RECURRENCE-ID" in each}
    found = [_closings(each, {day for uid, day in moved if uid == str(each.get("UID", "")) and day}, on) for each in events]
    many = [at for at, each in enumerate(events) if "RRULE" in each][MOST_REPEATED:]
    read_ones = [days for at, days in enumerate(found) if days and at not in many]
    closings = [closing for days in read_ones for closing in days]
    if len(closings) > MOST_EVENTS:
        raise Unreadable("many")
    return Import(closings, len(events) - len(read_ones))


def _event(uid: str, words: str, start: date, end: date, at: datetime) -> icalendar.Event:
    event = icalendar.Event()
    for name, value in (("uid", uid), ("dtstamp", at.astimezone(UTC)), ("summary", words), ("dtstart", start), ("dtend", end)):
        event.add(name, value)
    event.add("transp", "TRANSPARENT")
    return event


def _closings(event: icalendar.Component, moved: Collection[date], on: date) -> list[Closing]:
    """The days it closes, each time it comes; none when it is no closing day."""
    first, after = _day(event, "DTSTART"), _after(event)
    if first is None or str(event.get("STATUS", "")).upper() == "CANCELLED" or "RDATE" in event:
        return []
    length = after - first - DAY if after and after > first else timedelta()
    words = " ".join(str(event.get("SUMMARY", "")).split())[:NAME_LENGTH]
    if length.days >= MOST_DAYS:
        return []
    if "RRULE" not in event or "RECURRENCE-ID" in event:
        return [Closing(first, first + length, words)]
    rule = _rule(event)
    if rule is None or first < on - OLDEST:
        return []
    left_out = {*moved, *_exceptions(event)}
    days = occurrences(first, rule, until=on + AHEAD)
    return [Closing(each, each + length, words) for each in days if each + length >= on and each not in left_out]


def _rule(event: icalendar.Component) -> Rule | None:
    parts = event.get("RRULE")
    return read_rule(dict(parts)) if isinstance(parts, icalendar.vRecur) else None  # two rules at once are read by nobody


def _exceptions(event: icalendar.Component) -> Iterator[date]:
    given = event.get("EXDATE", [])
    for each in given if isinstance(given, list) else [given]:
        for moment in getattr(each, "dts", ()):
            yield moment.dt.date() if isinstance(moment.dt, datetime) else moment.dt


def _after(event: icalendar.Component) -> date | None:
    """The day after the last: said, or by how long it lasts."""
    first, length = _day(event, "DTSTART"), _value(event, "DURATION")
    if "DTEND" in event or first is None or not isinstance(length, timedelta):
        return _day(event, "DTEND")
    return first + min(length, (MOST_DAYS + 1) * DAY)


def _day(event: icalendar.Component, name: str) -> date | None:
    """The day; from midnight to midnight by a clock on a wall is one too, as some programs write whole days."""
    found = _value(event, name)
    if isinstance(found, datetime):
        found = found.date() if _is_whole(event) else None
    return found if isinstance(found, date) and YEARS[0] <= found.year <= YEARS[1] else None


def _is_whole(event: icalendar.Component) -> bool:
    first, after = (_value(event, name) for name in ("DTSTART", "DTEND"))
    ends = [each for each in (first, after) if isinstance(each, datetime) and each.time() == time() and str(each.tzinfo) != "UTC"]
    return len(ends) == 2 and first != after


def _value(event: icalendar.Component, name: str) -> object:
    try:
        return getattr(event.get(name), "dt", None)
    except icalendar.error.BrokenCalendarProperty:
        return None
