"""The door programs use: the calendars, what they say, and when each is open."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import AwareDatetime

from balie.access.accounts.doors import user_of
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid
from balie.foundation.web.schemas import Input, LabelIn
from balie.records.calendars import actions, export, queries
from balie.records.calendars.models import Calendar, OwnDay, Season
from balie.records.calendars.rules import open_periods

router = Router()
LONGEST, WEEK = timedelta(days=400), timedelta(days=7)
VIEW = "calendars.view"
type WeekIn = dict[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], list[list[str]]]


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

    id: int
    first_on: date
    last_on: date
    name: dict[str, str]
    slots: list[list[str]]


class SeasonOut(Schema):
    id: int
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


class CalendarIn(Input):
    """`week`: mon … sun, each its slots as `["08:30", "12:00"]`; `name` in one language at least."""

    name: LabelIn
    zone: str = "Europe/Brussels"
    week: WeekIn = {}
    always: bool = False
    holidays: str = ""


class CalendarChangeIn(Input):
    """What is left out stays."""

    name: LabelIn | None = None
    zone: str | None = None
    week: WeekIn | None = None
    always: bool | None = None
    holidays: str | None = None


class DayIn(Input):
    """From `first_on` to `last_on`, that day alone without it; no slots is closed."""

    first_on: date
    last_on: date | None = None
    name: LabelIn
    slots: list[list[str]] = []


class SeasonIn(Input):
    first_on: date
    last_on: date
    name: LabelIn
    week: WeekIn


class ImportedOut(Schema):
    """How many closings were added, and how many events were left out."""

    added: int
    left_out: int


@router.get("", response=list[CalendarLine])
def calendars(request: HttpRequest) -> list[Calendar]:
    """All calendars, the default one first."""
    ensure_may(user_of(request), VIEW)
    return queries.calendars()


@router.get("/{key}", response=CalendarOut)
def calendar(request: HttpRequest, key: str) -> dict[str, object]:
    """One calendar with its week, its own days and its seasons."""
    ensure_may(user_of(request), VIEW)
    return _whole(get_object_or_404(Calendar, key=key))


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


@router.post("", response={201: CalendarOut}, summary="Make a calendar")
def make(request: HttpRequest, payload: CalendarIn) -> tuple[int, dict[str, object]]:
    return 201, _saved(request, Calendar(key=queries.free_key()), payload.dict())


@router.patch("/{key}", response=CalendarOut, summary="Change a calendar; clocks that run by it follow")
def change(request: HttpRequest, key: str, payload: CalendarChangeIn) -> dict[str, object]:
    found = _held(request, key)
    stands = {field: getattr(found, field) for field in CalendarIn.model_fields}
    return _saved(request, found, stands | payload.dict(exclude_none=True))


@router.delete("/{key}", response={204: None}, summary="Take away a calendar that nothing counts by, nor ever did")
def remove(request: HttpRequest, key: str) -> tuple[int, None]:
    actions.remove_calendar(_held(request, key), by=user_of(request), at=timezone.now())
    return 204, None


@router.put("/{key}/default", response=CalendarOut, summary="Let it hold where no other is named")
def make_default(request: HttpRequest, key: str) -> dict[str, object]:
    actions.make_default(_held(request, key), by=user_of(request), at=timezone.now())
    return _whole(Calendar.objects.get(key=key))


@router.post("/{key}/days", response={201: CalendarOut}, summary="Close some days, or give them hours of their own")
def add_day(request: HttpRequest, key: str, payload: DayIn) -> tuple[int, dict[str, object]]:
    found, given = _held(request, key), payload.dict()
    span = {"first": given.pop("first_on"), "last": given.pop("last_on")}
    actions.save_own_day(found, **span, **given, by=user_of(request), at=timezone.now())
    return 201, _whole(found)


@router.delete("/{key}/days/{pk}", response=CalendarOut, summary="Let the week and the holidays hold on these days again")
def remove_day(request: HttpRequest, key: str, pk: int) -> dict[str, object]:
    found = _held(request, key)
    actions.remove_own_day(get_object_or_404(OwnDay, pk=pk, calendar=found), by=user_of(request), at=timezone.now())
    return _whole(found)


@router.post("/{key}/seasons", response={201: CalendarOut}, summary="Another week for a time")
def add_season(request: HttpRequest, key: str, payload: SeasonIn) -> tuple[int, dict[str, object]]:
    return 201, _season_saved(request, Season(calendar=_held(request, key)), payload)


@router.put("/{key}/seasons/{pk}", response=CalendarOut, summary="Change a season")
def change_season(request: HttpRequest, key: str, pk: int, payload: SeasonIn) -> dict[str, object]:
    return _season_saved(request, get_object_or_404(Season, pk=pk, calendar=_held(request, key)), payload)


@router.delete("/{key}/seasons/{pk}", response=CalendarOut, summary="Let the plain week hold again")
def remove_season(request: HttpRequest, key: str, pk: int) -> dict[str, object]:
    found = _held(request, key)
    actions.remove_season(get_object_or_404(Season, pk=pk, calendar=found), by=user_of(request), at=timezone.now())
    return _whole(found)


@router.get("/{key}/ics", summary="The coming thirteen months as an iCalendar file")
def export_ics(request: HttpRequest, key: str) -> HttpResponse:
    ensure_may(user_of(request), VIEW)
    found = get_object_or_404(Calendar, key=key)
    return HttpResponse(export.as_ical(found, at=timezone.now()), content_type="text/calendar; charset=utf-8")


@router.post("/{key}/ics", response=ImportedOut, summary="Add the whole days of an iCalendar file, which is the body, as closing days")
def import_ics(request: HttpRequest, key: str) -> dict[str, int]:
    added, left = actions.import_closings(_held(request, key), request.body, by=user_of(request), at=timezone.now())
    return {"added": added, "left_out": left}


def _held(request: HttpRequest, key: str) -> Calendar:
    """The calendar, for who may change it."""
    ensure_may(user_of(request), actions.MANAGE)
    return get_object_or_404(Calendar, key=key)


def _saved(request: HttpRequest, found: Calendar, given: dict[str, Any]) -> dict[str, object]:
    return _whole(actions.save_calendar(found, **given, by=user_of(request), at=timezone.now()))


def _season_saved(request: HttpRequest, season: Season, payload: SeasonIn) -> dict[str, object]:
    given = payload.dict()
    span = {"first": given.pop("first_on"), "last": given.pop("last_on")}
    actions.save_season(season, **span, **given, by=user_of(request), at=timezone.now())
    return _whole(season.calendar)


def _whole(found: Calendar) -> dict[str, object]:
    line = {field: getattr(found, field) for field in CalendarOut.model_fields if hasattr(found, field)}
    return line | {"own_days": queries.own_days(found), "seasons": queries.seasons(found)}
