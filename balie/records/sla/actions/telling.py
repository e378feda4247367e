"""Warnings and breaches, each told once, when the database's clock says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now

from balie.foundation.events import Event, announce
from balie.records.sla.actions.reckoning import reckon
from balie.records.sla.events import ClockBreached, ClockWarned
from balie.records.sla.models import Clock, ClockStep
from balie.records.sla.queries import WHOLE, escalations_at

MOST_TOLD = 50  # so many are locked at a time: who re-bases the same clocks waits for them


@transaction.atomic
def tell_steps() -> int:
    """Announce what clocks come to now, of each the next step; how many, at most `MOST_TOLD`.

    A step that was passed before anything was agreed for it is noted without a word.
    Clocks that another transaction holds are left for the next time.
    """
    rows = Clock.objects.select_for_update(of=("self",), skip_locked=True).select_related("agreement", "calendar")
    clocks = list(rows.filter(next_at__lte=Now()).annotate(now=Now()).order_by("next_at")[:MOST_TOLD])
    if not clocks:
        return 0
    now = clocks[0].now
    steps = ClockStep.objects.bulk_create(_steps(clocks, now))
    for clock in clocks:
        if clock.next_percent == WHOLE:
            clock.breached_at = clock.breached_at or clock.next_at
    reckon(clocks, at=now)
    for step in _agreed_before(steps):
        announce(_event(step))
    return len(steps)


def _steps(clocks: Sequence[Clock], now: datetime) -> list[ClockStep]:
    """What is told of each clock, in a round that was not told before."""
    told = ClockStep.objects.filter(clock__in=[clock.pk for clock in clocks])
    rounds = {(clock, percent): last for clock, percent, last in told.values_list("clock", "percent").annotate(last=Max("round"))}
    found = []
    for clock in clocks:
        assert clock.next_percent
        assert clock.next_at
        number = rounds.get((clock.pk, clock.next_percent), 0) + 1
        found.append(ClockStep(clock=clock, percent=clock.next_percent, round=number, at=clock.next_at, told_at=now))
    return found


def _agreed_before(steps: Sequence[ClockStep]) -> list[ClockStep]:
    """Without those that only something stands for that was agreed after their moment."""
    late = [step for step in steps if step.percent not in (WHOLE, *step.clock.agreement.warn_percents)]
    silent = {step.pk for step in late if not escalations_at(step)}
    return [step for step in steps if step.pk not in silent]


def _event(step: ClockStep) -> Event:
    clock = step.clock
    about: dict[str, Any] = {"clock_id": clock.pk, "subject_kind": clock.subject_kind, "subject_id": clock.subject_id, "step_id": step.pk}
    if step.percent == WHOLE:
        return ClockBreached(**about, at=step.told_at)
    return ClockWarned(**about, percent=step.percent, at=step.told_at)
