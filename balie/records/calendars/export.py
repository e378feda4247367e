"""A calendar as an iCalendar file: the coming thirteen months as they will be."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from balie.records.calendars import ical
from balie.records.calendars.models import Calendar
from balie.records.calendars.queries import hours_of
from balie.records.calendars.rules import Hours, open_periods

AHEAD = timedelta(days=396)
MOST_READ = ical.MOST_BYTES + 1


def as_ical(calendar: Calendar, *, at: datetime) -> bytes:
    """Holidays and own closing days as whole days, opening hours as appointments, named in the language of the thread."""
    hours = hours_of(calendar)
    periods = open_periods(hours, at, at + AHEAD)
    return ical.write(str(calendar.name), _closed(hours, at), periods, key=calendar.key, open_words=_("Open"), at=at)


def _closed(hours: Hours, at: datetime) -> dict[date, str]:
    first = at.astimezone(hours.zone).date()
    days = {on: hours.day(on) for on in (first + timedelta(days=count) for count in range(AHEAD.days))}
    return {on: str(day.name) for on, day in days.items() if day.kind in {"own", "holiday"} and not day.slots}
