"""Builders of agreements for tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from balie.access.accounts.testing import MONDAY_9AM
from balie.foundation.text.labels import label
from balie.records.calendars.actions import save_calendar
from balie.records.calendars.models import Calendar
from balie.records.calendars.slots import DAYS
from balie.records.sla.actions import save_targets
from balie.records.sla.models import Agreement

OFFICE = {day: [["08:30", "12:00"], ["13:00", "17:00"]] for day in DAYS[:5]}


def a_calendar(key: str = "office", week: Mapping[str, list[list[str]]] = OFFICE) -> Calendar:
    """The calendar of this key, made at first use."""
    known = Calendar.objects.filter(key=key).first()
    return known or save_calendar(Calendar(key=key), name={"nl": key}, zone="Europe/Brussels", week=week, by=None, at=MONDAY_9AM)


def an_agreement(key: str = "gold", hours: float = 4, **fields: object) -> Agreement:
    """An agreement that promises a solution in `hours` at every priority, half of it at priority 1; without hours nothing."""
    name = label(key, key, key, key)
    agreement, is_made = Agreement.objects.get_or_create(key=key, defaults={"name": name, **fields})
    if is_made and hours:
        promise_solution(agreement, hours)
    return agreement


def promise_solution(agreement: Agreement, hours: float, calendar: Calendar | None = None) -> None:
    cells = {(priority, "solution"): timedelta(hours=hours / 2 if priority == 1 else hours) for priority in (1, 2, 3, 4)}
    save_targets(agreement, cells=cells, calendars=dict.fromkeys((1, 2, 3, 4), calendar or a_calendar()), by=None, at=MONDAY_9AM)
