"""The door programs use: the calendars, and when each is open."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import AwareDatetime

from balie.access.accounts.doors import user_of
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid
from balie.records.calendars import queries
from balie.records.calendars.models import Calendar, OwnDay
from balie.records.calendars.rules import open_periods

router = Router()
LONGEST, WEEK = timedelta(days=400), timedelta(days=7)
VIEW = "calendars.view"


class CalendarLine(Schema):
    """`always` is day and night, holidays too; `holidays` a place as BE or DE-BY, or empty."""

    key: str
    name: dict[str, str]
    zone: str
    always: bool
    holidays: str
    is_default: bool


class DayOut(Schema):
    """From `first_on` to `last_on`, both in it; no slots is closed."""

    first_on: date
    last_on: date
    name: dict[str, str]
    slots: list[list[str]]


class SeasonOut(Schema):
    first_on: date
    last_on: date
    name: dict[str, str]
    week: dict[str, list[list[str]]]


class CalendarOut(CalendarLine):
    week: dict[str, list[list[str]]]
    own_days: list[DayOut]
    seasons: list[SeasonOut]


class PeriodOut(Schema):
    start: datetime
    end: datetime


@router.get("", response=list[CalendarLine])
def calendars(request: HttpRequest) -> list[Calendar]:
    """All calendars, the default one first."""
    ensure_may(user_of(request), VIEW)
    return queries.calendars()


@router.get("/{key}", response=CalendarOut)
def calendar(request: HttpRequest, key: str) -> dict[str, object]:
    """One calendar with its week, its own days and its seasons."""
    ensure_may(user_of(request), VIEW)
    found = get_object_or_404(Calendar, key=key)
    line = {field: getattr(found, field) for field in CalendarOut.model_fields if hasattr(found, field)}
    return line | {"own_days": _days(queries.own_days(found)), "seasons": queries.seasons(found)}


@router.get("/{key}/open", response=list[PeriodOut])
def open_hours(
    request: HttpRequest, key: str, start: AwareDatetime | None = None, end: AwareDatetime | None = None
) -> list[dict[str, datetime]]:
    """The open periods between two moments at most 400 days apart, in UTC and in order; else of the coming week."""
    ensure_may(user_of(request), VIEW)
    found = get_object_or_404(Calendar, key=key)
    start = start or timezone.now()
    end = end or start + WEEK
    if not start <= end <= start + LONGEST:
        raise Invalid(field="end", reason=_("The end lies after the start, at most 400 days."))
    return [{"start": each.start, "end": each.end} for each in open_periods(queries.hours_of(found), start, end)]


def _days(rows: list[OwnDay]) -> list[dict[str, object]]:
    return [{field: getattr(row, field) for field in DayOut.model_fields} for row in rows]
