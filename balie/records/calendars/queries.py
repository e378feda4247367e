"""Reads of calendars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from balie.foundation.text.labels import Label
from balie.records.calendars.holidays import holidays_of
from balie.records.calendars.models import Calendar, CalendarVersion, OwnDay, Season
from balie.records.calendars.rules import Day, Hours, days_between, is_open_at
from balie.records.calendars.rules import Season as SeasonOfHours
from balie.records.calendars.slots import Week


def default_calendar() -> Calendar | None:
    """The calendar that holds where no other is named; None before the first start has made it."""
    return Calendar.objects.filter(is_default=True).first()


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the desk is open at `at` by this calendar."""
    return is_open_at(hours_of(calendar), at)


def calendars() -> list[Calendar]:
    """All calendars, the default one first, then by name as read."""
    return sorted(Calendar.objects.all(), key=lambda each: (not each.is_default, str(each.name).casefold()))


def choices() -> list[tuple[int, str]]:
    return [(each.pk, str(each.name)) for each in calendars()]


def hours_of(calendar: Calendar) -> Hours:
    """The calendar to reckon with, with its own days and seasons."""
    return hours_with(calendar, own_days(calendar), seasons(calendar))


def hours_of_each(rows: Iterable[Calendar]) -> dict[int, Hours]:
    """Calendar → its hours, as `hours_of` gives them: three queries, however many there are."""
    known = {each.pk: each for each in rows}
    own: dict[int, list[OwnDay]] = {pk: [] for pk in known}
    other: dict[int, list[Season]] = {pk: [] for pk in known}
    for day in OwnDay.objects.filter(calendar__in=known).order_by("first_on"):
        own[day.calendar_id].append(day)
    for season in Season.objects.filter(calendar__in=known).order_by("first_on"):
        other[season.calendar_id].append(season)
    return {pk: hours_with(calendar, own[pk], other[pk]) for pk, calendar in known.items()}


def newest_version(calendar_id: int) -> CalendarVersion | None:
    return CalendarVersion.objects.filter(calendar=calendar_id).order_by("-number").first()


@lru_cache(maxsize=256)
def hours_of_version(pk: int) -> Hours:
    """The hours of a version, kept with the dates they were asked for: a version never changes."""
    return read_hours(CalendarVersion.objects.values_list("hours", flat=True).get(pk=pk))


def write_hours(calendar: Calendar) -> dict[str, Any]:
    """All that its hours follow from, as JSON."""
    rows = {
        "days": [(each.first_on, each.last_on, each.name, each.slots) for each in own_days(calendar)],
        "seasons": [(each.first_on, each.last_on, each.name, each.week) for each in seasons(calendar)],
    }
    written = {
        name: [[first.isoformat(), last.isoformat(), label, held] for first, last, label, held in each] for name, each in rows.items()
    }
    return {field: getattr(calendar, field) for field in ("zone", "week", "always", "holidays")} | written


def read_hours(written: Mapping[str, Any]) -> Hours:
    """As `write_hours` wrote them."""
    rows = {
        name: [(date.fromisoformat(first), date.fromisoformat(last), Label(label), held) for first, last, label, held in written[name]]
        for name in ("days", "seasons")
    }
    calendar = Calendar(**{field: written[field] for field in ("zone", "week", "always", "holidays")})
    own = [OwnDay(first_on=first, last_on=last, name=label, slots=held) for first, last, label, held in rows["days"]]
    other = [Season(first_on=first, last_on=last, name=label, week=held) for first, last, label, held in rows["seasons"]]
    return hours_with(calendar, own, other)


def own_days(calendar: Calendar) -> list[OwnDay]:
    return list(OwnDay.objects.filter(calendar=calendar.pk).order_by("first_on"))


def seasons(calendar: Calendar) -> list[Season]:
    return list(Season.objects.filter(calendar=calendar.pk).order_by("first_on"))


def hours_with(calendar: Calendar, own: Iterable[OwnDay], other_weeks: Iterable[Season]) -> Hours:
    weeks = [SeasonOfHours(each.first_on, each.last_on, each.week, each.name) for each in other_weeks]
    days = {on: Day(each.slots, "own", each.name) for each in own for on in dates(each)}
    week: Week = calendar.week
    return Hours(ZoneInfo(calendar.zone), week, calendar.always, days, weeks, partial(holidays_of, calendar.holidays))


def dates(own: OwnDay) -> list[date]:
    return days_between(own.first_on, own.last_on)


def free_key() -> str:
    """A key for a new calendar."""
    taken = set(Calendar.objects.values_list("key", flat=True))
    return next(key for number in range(len(taken) + 1, 2 * len(taken) + 3) if (key := f"calendar-{number}") not in taken)
