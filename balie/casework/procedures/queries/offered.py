"""What starts by itself: the published procedures. A version never changes, so what it asks is read once a process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import F, QuerySet
from django.utils import timezone

from balie.casework.procedures import rules
from balie.casework.procedures.models import Step, Version
from balie.records.calendars.models import Calendar
from balie.records.calendars.queries import default_calendar, hours_of
from balie.records.calendars.rules import Hours, no_holidays

SECONDS_BEHIND = 5


@dataclass(frozen=True)
class Published:
    """A version: of which procedure, its (step, margin) in order, and the calendar its margins count in."""

    procedure_id: int
    procedure_key: str
    calendar: Calendar | None
    steps: Sequence[tuple[int, rules.Margin]]


def offered() -> QuerySet[Version]:
    """The versions that start on tickets that fit them."""
    return Version.objects.filter(state=Version.State.PUBLISHED, procedure__is_retired=False)


@lru_cache(maxsize=512)
def published(version_id: int) -> Published:
    """A version that was published, from memory after the first time."""
    steps = Step.objects.filter(version=version_id).select_related("version__calendar").annotate(key=F("version__procedure__key"))
    rows = list(steps.order_by("position"))
    version = rows[0].version
    return Published(version.procedure_id, vars(rows[0])["key"], version.calendar, tuple((row.pk, margin_of(row)) for row in rows))


def margin_of(step: Step) -> rules.Margin:
    return rules.Margin(step.margin_seconds, step.margin_since)


def hours_for(calendar: Calendar | None) -> Hours:
    """The hours of the calendar, else of the default one; without any, day and night. Five seconds behind what another process changed."""
    key = f"procedures.hours.{calendar.pk if calendar else 0}"
    mark: float | None = cache.get(key)
    if mark is None:
        mark = timezone.now().timestamp()
        cache.set(key, mark, SECONDS_BEHIND)
    return _hours(calendar, mark)


@lru_cache(maxsize=64)
def _hours(calendar: Calendar | None, _mark: float) -> Hours:
    found = calendar or default_calendar()
    return hours_of(found) if found else Hours(ZoneInfo(timezone.get_default_timezone_name()), always=True, holidays=no_holidays)
