"""Verbs on calendars; they take the right to change settings and are audited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid
from balie.foundation.text.labels import Label, label
from balie.records.calendars.models import Calendar
from balie.records.calendars.rules import DAYS, BadSlot, Week, read_week

OFFICE_HOURS = [["08:30", "12:00"], ["13:00", "17:00"]]


@transaction.atomic
def install_calendars(at: datetime) -> Calendar:
    """Make the default calendar (office hours, Monday to Friday) when there is none."""
    calendar = Calendar.objects.filter(is_default=True).first()
    if calendar is None:
        name = label("Kantooruren", "Heures de bureau", "Office hours", "Bürozeiten")
        calendar = Calendar.objects.create(key="office", name=name, week=dict.fromkeys(DAYS[:5], OFFICE_HOURS), is_default=True)
        record("calendars.created", calendar, by=None, at=at)
    return calendar


@transaction.atomic
def save_calendar(calendar: Calendar, *, name: Mapping[str, str], zone: str, week: Week, by: User | None, at: datetime) -> Calendar:
    """Save a new or known calendar. Raises `Invalid` naming the field: zone, name or the day."""
    ensure_may(by, "settings.manage")
    calendar.name = Label({code: text.strip() for code, text in name.items() if text.strip()})
    calendar.zone, calendar.week = _zone(zone), _week(week)
    if not calendar.name:
        raise Invalid(field="name_nl", reason=_("Give it a name in at least one language."))
    verb = "calendars.changed" if calendar.pk else "calendars.created"
    calendar.save()
    record(verb, calendar, by=by, at=at, data={"key": calendar.key})
    return calendar


@transaction.atomic
def make_default(calendar: Calendar, *, by: User | None, at: datetime) -> None:
    ensure_may(by, "settings.manage")
    Calendar.objects.filter(is_default=True).update(is_default=False)
    Calendar.objects.filter(pk=calendar.pk).update(is_default=True)
    record("calendars.made_default", calendar, by=by, at=at, data={"key": calendar.key})


def _zone(zone: str) -> str:
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError):
        raise Invalid(field="zone", reason=_("This time zone is not known. Write it as Europe/Brussels."))


def _week(week: Week) -> dict[str, list[list[str]]]:
    try:
        return read_week(week)
    except BadSlot as bad:
        raise Invalid(field=bad.day, reason=slot_words(bad))


def slot_words(bad: BadSlot) -> str:
    """What is wrong with a day, for who typed it."""
    if bad.why == "overlap":
        return str(_("Two of these hours overlap. Let each begin when the one before has ended."))
    return str(_("Write hours as 8:30-12:00 13:00-17:00."))
