"""Reads of calendars."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from balie.records.calendars.models import Calendar
from balie.records.calendars.rules import is_open_at


def default_calendar() -> Calendar | None:
    """The calendar that holds where no other is named; None before the first start has made it."""
    return Calendar.objects.filter(is_default=True).first()


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the desk is open at `at` by this calendar."""
    return is_open_at(calendar.week, ZoneInfo(calendar.zone), at)


def calendars() -> list[Calendar]:
    """All calendars, the default one first, then by name as read."""
    return sorted(Calendar.objects.all(), key=lambda each: (not each.is_default, str(each.name).casefold()))
