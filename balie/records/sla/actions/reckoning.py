"""What clocks say after something happened: due time, breach and steps, from their logs."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from balie.foundation.statements.rows import update_rows
from balie.records.sla import queries, rules
from balie.records.sla.models import Clock, ClockStep
from balie.records.sla.queries import WHOLE

logger = logging.getLogger(__name__)
KEPT = ("due_at", "is_paused", "held_by", "left_seconds", "breached_at", "stopped_at", "next_percent", "next_at")


def reckon(clocks: Sequence[Clock], *, at: datetime, may_reopen: bool = False) -> None:
    """Bring the clocks, locked by the caller, in line with their logs. `may_reopen`: a step told of may come again.

    Only what says something else is written.
    """
    logs, told, said = queries.logs_of(clocks), _told(clocks), {clock.pk: _kept(clock) for clock in clocks}
    over: list[ClockStep] = []
    for clock in clocks:
        state = rules.read_clock(logs[clock.pk])
        _show(clock, state, at)
        steps = told.get(clock.pk, [])
        again = [step for step in steps if may_reopen and _is_ahead(state, step.percent, at)]
        over += again
        _look_ahead(clock, state, {step.percent for step in steps if step not in again})
    moved = [clock for clock in clocks if _kept(clock) != said[clock.pk]]
    for is_stopped in (True, False):  # the one that stops first: another of the same promise may go on in its place
        update_rows([clock for clock in moved if bool(clock.stopped_at) is is_stopped], *KEPT)
    for step in over:
        step.is_over = True
    update_rows(over, "is_over")


def _kept(clock: Clock) -> tuple[object, ...]:
    return tuple(getattr(clock, name) for name in KEPT)


def _show(clock: Clock, state: rules.Clock, at: datetime) -> None:
    clock.due_at, clock.stopped_at = _due(state, WHOLE), state.stopped_at
    clock.held_by, clock.is_paused = " ".join(state.reasons), bool(state.reasons)
    clock.left_seconds = round((state.terms.promise - rules.counted(state, at)).total_seconds()) if state.reasons else None
    clock.breached_at = clock.breached_at or next((each.at for each in rules.breaches(state, at)), None)


def _told(clocks: Sequence[Clock]) -> dict[int, list[ClockStep]]:
    """Clock → the steps told of that were not put ahead again."""
    found: dict[int, list[ClockStep]] = {}
    for step in ClockStep.objects.filter(clock__in=[clock.pk for clock in clocks], is_over=False):
        found.setdefault(step.clock_id, []).append(step)
    return found


def _look_ahead(clock: Clock, state: rules.Clock, told: set[int]) -> None:
    """When somebody hears of it next; never once the clock is stopped, nor while it is paused before."""
    ahead = [each for each in queries.percents_of(clock.agreement, clock.metric) if each not in told]
    clock.next_at = None if state.stopped_at or not ahead else _due(state, ahead[0])
    clock.next_percent = ahead[0] if clock.next_at else None


def _due(state: rules.Clock, percent: int) -> datetime | None:
    try:
        return rules.due(state, percent=percent)
    except rules.CalendarTooShort:
        logger.warning("a clock started at %s runs by a calendar too short for its promise", state.started_at)
        return None


def _is_ahead(state: rules.Clock, percent: int, at: datetime) -> bool:
    return rules.counted(state, at) < state.terms.promise * percent / 100
