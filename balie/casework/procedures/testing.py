"""Builders of procedures for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.procedures.actions import StepFields, begin_draft, create_procedure, publish, save_draft, save_step
from balie.casework.procedures.models import Procedure, Step, Version
from balie.records.calendars.models import Calendar
from balie.records.taxonomy.models import Category, Purpose

HOUR = timedelta(hours=1)


def a_step_of(procedure: Procedure, title: str = "Ask the reading", *, hours: float | None = None, **fields: object) -> Step:
    """A step at the end of the draft, titled alike in every language; with `hours` of margin."""
    asked = StepFields(margin_seconds=round(hours * 3600) if hours is not None else None, **fields)  # type: ignore[typeddict-item]
    words = dict.fromkeys(("nl", "fr", "en", "de"), (title, ""))
    return save_step(procedure.key, None, words=words, fields=asked, by=None, at=MONDAY_9AM)


def a_procedure(
    name: str = "Meter reading",
    *,
    category: Category | None = None,
    purpose: Purpose | None = None,
    calendar: Calendar | None = None,
    steps: Sequence[tuple[str, dict[str, object]]] = (("Ask the reading", {}), ("Compare it", {}), ("Write it down", {})),
    at: datetime = MONDAY_9AM,
) -> Procedure:
    """A published procedure; `steps` are (title, fields) as `a_step_of` takes them."""
    procedure = create_procedure(name=dict.fromkeys(("nl", "fr", "en", "de"), name), by=None, at=at)
    save_draft(procedure.key, name=procedure.name, category=category, purpose=purpose, calendar=calendar, by=None, at=at)
    for title, fields in steps:
        a_step_of(procedure, title, **fields)  # type: ignore[arg-type]
    publish(procedure.key, by=None, at=at)
    return procedure


def another_version(procedure: Procedure, title: str = "Thank them") -> Version:
    """The next version, with one step more."""
    begin_draft(procedure.key, by=None, at=MONDAY_9AM)
    a_step_of(procedure, title)
    return publish(procedure.key, remark=title, by=None, at=MONDAY_9AM)
