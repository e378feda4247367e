"""Verbs on calendars; they take the right to change settings and are audited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, Refusal
from balie.foundation.events import announce
from balie.foundation.text.labels import LANGUAGES, Label, label
from balie.records.calendars import ical, queries
from balie.records.calendars.events import CalendarChanged
from balie.records.calendars.holidays import is_place
from balie.records.calendars.models import Calendar, CalendarVersion, OwnDay, Season
from balie.records.calendars.rules import days_between, free_days
from balie.records.calendars.slots import DAYS, BadSlot, Slots, Week, read_day, read_week

OFFICE_HOURS = [["08:30", "12:00"], ["13:00", "17:00"]]
MANAGE = "settings.manage"


class StillUsed(Refusal):
    """Something counts by the calendar, or did."""

    code = "still_used"
    sentence = _("“{name}” stays: something counts by these hours, or did, or they hold where no other is named.")


@transaction.atomic
def install_calendars(at: datetime) -> Calendar:
    """Make the default calendar (office hours, Monday to Friday) when there is none."""
    calendar = Calendar.objects.filter(is_default=True).first()
    if calendar is None:
        name = label("Kantooruren", "Heures de bureau", "Office hours", "Bürozeiten")
        week = read_week(dict.fromkeys(DAYS[:5], OFFICE_HOURS))
        calendar = Calendar.objects.create(key="office", name=name, week=week, is_default=True)
        record("calendars.created", calendar, by=None, at=at)
    return calendar


@transaction.atomic
def save_calendar(
    calendar: Calendar,
    *,
    name: Mapping[str, str],
    zone: str,
    week: Week,
    always: bool = False,
    holidays: str = "",
    by: User | None,
    at: datetime,
) -> Calendar:
    """Save a new or known calendar. Raises `Invalid` naming the field: zone, name, always, holidays or the day."""
    ensure_may(by, MANAGE)
    calendar.name, calendar.zone, calendar.week = _label(name), _zone(zone), _week(week)
    calendar.always, calendar.holidays = always, holidays
    _ensure_sense(calendar)
    verb = "calendars.changed" if calendar.pk else "calendars.created"
    calendar.save()
    _changed(calendar, verb, by=by, at=at)
    return calendar


@transaction.atomic
def make_default(calendar: Calendar, *, by: User | None, at: datetime) -> None:
    ensure_may(by, MANAGE)
    Calendar.objects.filter(is_default=True).update(is_default=False)
    Calendar.objects.filter(pk=calendar.pk).update(is_default=True)
    record("calendars.made_default", calendar, by=by, at=at, data={"key": calendar.key})


@transaction.atomic
def remove_calendar(calendar: Calendar, *, by: User | None, at: datetime) -> None:
    """Take away one that nothing counts by, nor ever did. Raises `StillUsed`."""
    ensure_may(by, MANAGE)
    if calendar.is_default:
        raise StillUsed(name=calendar.name)
    record("calendars.removed", calendar, by=by, at=at, data={"key": calendar.key})
    try:
        calendar.delete()
    except models.ProtectedError as error:
        raise StillUsed(name=calendar.name) from error


@transaction.atomic
def save_own_day(
    calendar: Calendar, *, first: date, last: date | None = None, name: Mapping[str, str], slots: Slots = (), by: User | None, at: datetime
) -> OwnDay:
    """Close some days, or give them hours of their own. Raises `Invalid`: name, last_on, slots, or first_on when days overlap."""
    ensure_may(by, MANAGE)
    own = OwnDay(calendar=calendar, first_on=first, last_on=last or first, name=_label(name), slots=_slots(slots))
    _place(own, OwnDay.objects.filter(calendar=calendar))
    own.save()
    _changed(calendar, "calendars.day_added", by=by, at=at, first=first.isoformat())
    return own


@transaction.atomic
def remove_own_day(own: OwnDay, *, by: User | None, at: datetime) -> None:
    ensure_may(by, MANAGE)
    own.delete()
    _changed(own.calendar, "calendars.day_removed", by=by, at=at, first=own.first_on.isoformat())


@transaction.atomic
def save_season(season: Season, *, first: date, last: date, name: Mapping[str, str], week: Week, by: User | None, at: datetime) -> Season:
    """Save a new or known season. Raises `Invalid`: name, last_on, the day, or first_on when two seasons overlap."""
    ensure_may(by, MANAGE)
    season.first_on, season.last_on, season.name, season.week = first, last, _label(name), _week(week)
    _place(season, Season.objects.filter(calendar=season.calendar).exclude(pk=season.pk))
    season.save()
    _changed(season.calendar, "calendars.season_saved", by=by, at=at, first=first.isoformat())
    return season


@transaction.atomic
def remove_season(season: Season, *, by: User | None, at: datetime) -> None:
    ensure_may(by, MANAGE)
    season.delete()
    _changed(season.calendar, "calendars.season_removed", by=by, at=at, first=season.first_on.isoformat())


@transaction.atomic
def import_closings(calendar: Calendar, raw: bytes, *, by: User | None, at: datetime) -> tuple[int, int]:
    """Add the whole days of an iCalendar file as closing days; how many were added and how many events left out.

    Days that have something of their own already stay as they are, those around them are closed. Raises `Invalid` on `file`.
    """
    ensure_may(by, MANAGE)
    Calendar.objects.select_for_update().get(pk=calendar.pk)
    try:
        found = ical.read(raw, on=at.astimezone(ZoneInfo(calendar.zone)).date())
    except ical.Unreadable as refusal:
        raise Invalid(field="file", reason=UNREADABLE[refusal.why])
    added = 0
    taken = {on for own in queries.own_days(calendar) for on in queries.dates(own)}
    for each in found.closings:
        name = Label(dict.fromkeys(LANGUAGES, each.name)) if each.name else CLOSED
        free = free_days(each.first, each.last, taken)
        OwnDay.objects.bulk_create(OwnDay(calendar=calendar, first_on=first, last_on=last, name=name) for first, last in free)
        taken.update(on for first, last in free for on in days_between(first, last))
        added += bool(free)
    _changed(calendar, "calendars.days_imported", by=by, at=at, count=added)
    return added, found.left_out + len(found.closings) - added


CLOSED = label("Gesloten", "Fermé", "Closed", "Geschlossen")
UNREADABLE = {
    "form": _("This is no iCalendar file. Export the calendar as .ics and try again."),
    "large": _("The file is larger than half a megabyte. Export a shorter time."),
    "many": _("The file holds more than 2,000 events. Export a shorter time."),
}
SLOT_WORDS = {
    "overlap": _("Two of these hours overlap. Let each begin when the one before has ended."),
    "night": _("These hours begin before the night of the day before has ended."),
    "many": _("A day has at most 24 of these hours."),
    "form": _("Write hours as 8:30-12:00 13:00-17:00."),
}


def slot_words(bad: BadSlot) -> str:
    """What is wrong with a day, for who typed it."""
    return str(SLOT_WORDS[bad.why])


def _changed(calendar: Calendar, verb: str, *, by: User | None, at: datetime, **data: str | int) -> None:
    record(verb, calendar, by=by, at=at, data={"key": calendar.key, **data})
    _keep_version(calendar, at)
    announce(CalendarChanged(calendar_id=calendar.pk, at=at))


@transaction.atomic
def version_of(calendar: Calendar, *, at: datetime) -> CalendarVersion:
    """The calendar as it is now, kept for ever."""
    found = queries.newest_version(calendar.pk)
    if found is None:
        Calendar.objects.select_for_update().get(pk=calendar.pk)
        found = queries.newest_version(calendar.pk) or _keep_version(calendar, at)
    return found


def _keep_version(calendar: Calendar, at: datetime) -> CalendarVersion:
    Calendar.objects.select_for_update().get(pk=calendar.pk)  # two at once are numbered one after the other
    last = queries.newest_version(calendar.pk)
    hours = queries.write_hours(calendar)
    return CalendarVersion.objects.create(calendar=calendar, number=last.number + 1 if last else 1, hours=hours, at=at)


def _place(row: OwnDay | Season, others: models.QuerySet[Any]) -> None:
    """Refuse an end before the start, and days that others hold; whoever saves two at once waits at the calendar."""
    Calendar.objects.select_for_update().get(pk=row.calendar_id)
    if row.last_on < row.first_on:
        raise Invalid(field="last_on", reason=_("The last day is before the first."))
    if (row.last_on - row.first_on).days > ical.MOST_DAYS:
        raise Invalid(field="last_on", reason=_("Choose at most a year."))
    if _overlapping(others, row.first_on, row.last_on).exists():
        raise Invalid(field="first_on", reason=_("Some of these days have something else already. Remove that first."))


def _overlapping(rows: models.QuerySet[Any], first: date, last: date) -> models.QuerySet[Any]:
    return rows.filter(first_on__lte=last, last_on__gte=first)


def _label(name: Mapping[str, str]) -> Label:
    found = Label({code: text.strip() for code, text in name.items() if text.strip()})
    if not found:
        raise Invalid(field="name_nl", reason=_("Give it a name in at least one language."))
    return found


def _ensure_sense(calendar: Calendar) -> None:
    has_hours = any(calendar.week.values())
    if calendar.always and has_hours:
        raise Invalid(field="always", reason=_("Open day and night leaves no hours to fill in. Empty the week, or take the tick away."))
    if not calendar.always and not has_hours:
        raise Invalid(field="mon", reason=_("Never open: fill in hours, or tick open day and night."))
    if calendar.holidays and not is_place(calendar.holidays):
        raise Invalid(field="holidays", reason=_("Choose a place of the list."))


def _zone(zone: str) -> str:
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(field="zone", reason=_("This time zone is not known. Write it as Europe/Brussels."))


def _week(week: Week) -> dict[str, list[list[str]]]:
    try:
        return read_week(week)
    except BadSlot as bad:
        raise Invalid(field=bad.day, reason=slot_words(bad))


def _slots(slots: Slots) -> list[list[str]]:
    try:
        return read_day(slots)
    except BadSlot as bad:
        raise Invalid(field="slots", reason=slot_words(bad))
