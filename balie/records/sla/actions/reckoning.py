"""What clocks say after something happened: due time, breach and steps, from their logs."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField

from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.rows import update_rows
from balie.records.calendars.rules import CalendarTooShort
from balie.records.sla import queries, rules
from balie.records.sla.models import Clock, ClockStep
from balie.records.sla.queries import WHOLE

logger = logging.getLogger(__name__)
TERMS = ("agreement", "purpose", "priority", "seconds", "calendar", "version")
KEPT = ("due_at", "is_paused", "held_by", "left_seconds", "breached_at", "stopped_at", "next_percent", "next_at")


def reckon(
    clocks: Sequence[Clock],
    *,
    logs: Mapping[int, Sequence[rules.Event]] | None = None,
    renewed: Iterable[Clock] = (),
    at: datetime,
    may_reopen: bool = False,
) -> None:
    """Bring the clocks, locked by the caller, in line with their logs. `may_reopen`: a step told of may come again.

    Only what says something else is written, of those `renewed` their terms too, in one go. `logs` are read where they are not given.
    """
    logs = queries.logs_of(clocks) if logs is None else logs
    told, said, shares = _told(clocks), {clock.pk: _kept(clock) for clock in clocks}, _Shares()
    over: list[int] = []
    for clock in clocks:
        state = rules.read_clock(logs[clock.pk])
        _show(clock, state, at)
        steps = told.get(clock.pk, [])
        again = {pk for pk, percent in steps if may_reopen and _is_ahead(state, percent, at)}
        over += again
        _look_ahead(clock, state, shares.of(clock), {percent for pk, percent in steps if pk not in again})
    terms = {clock.pk for clock in renewed}
    for is_stopped in (True, False):  # the one that stops first: another of the same promise may go on in its place
        going = [clock for clock in clocks if bool(clock.stopped_at) is is_stopped]
        update_rows([clock for clock in going if clock.pk in terms], *TERMS, *KEPT)
        update_rows([clock for clock in going if clock.pk not in terms and _kept(clock) != said[clock.pk]], *KEPT)
    if over:
        ClockStep.objects.filter(pk__in=over).update(is_over=True)


class _Shares:
    """At which shares of a promise somebody hears of it, asked once for all clocks of an agreement and metric."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], Sequence[int]] = {}

    def of(self, clock: Clock) -> Sequence[int]:
        key = clock.agreement_id, clock.metric
        if key not in self._known:
            self._known[key] = queries.percents_of(clock.agreement, clock.metric)
        return self._known[key]


def _kept(clock: Clock) -> tuple[object, ...]:
    return tuple(getattr(clock, name) for name in KEPT)


def _show(clock: Clock, state: rules.Clock, at: datetime) -> None:
    clock.due_at, clock.stopped_at = _due(state, WHOLE), state.stopped_at
    clock.held_by, clock.is_paused = " ".join(state.reasons), bool(state.reasons)
    clock.left_seconds = round((state.terms.promise - rules.counted(state, at)).total_seconds()) if state.reasons else None
    clock.breached_at = clock.breached_at or next((each.at for each in rules.breaches(state, at)), None)


def _told(clocks: Sequence[Clock]) -> dict[int, list[tuple[int, int]]]:
    """Clock → the steps told of that were not put ahead again, each with its percent."""
    found: dict[int, list[tuple[int, int]]] = {}
    for clock_id, pk, percent in _TOLD(clocks=[clock.pk for clock in clocks]):
        found.setdefault(clock_id, []).append((pk, percent))
    return found


_TOLD = Prepared(
    lambda: ClockStep.objects.filter(clock__pk__among=Given("clocks", ArrayField(BigIntegerField())), is_over=False).values_list(
        "clock_id", "pk", "percent"
    )
)


def _look_ahead(clock: Clock, state: rules.Clock, shares: Sequence[int], told: set[int]) -> None:
    """When somebody hears of it next; never once the clock is stopped, nor while it is paused before."""
    ahead = [each for each in shares if each not in told]
    clock.next_at = None if state.stopped_at or not ahead else _due(state, ahead[0])
    clock.next_percent = ahead[0] if clock.next_at else None


def _due(state: rules.Clock, percent: int) -> datetime | None:
    try:
        return rules.due(state, percent=percent)
    except CalendarTooShort:
        logger.warning("a clock started at %s runs by a calendar too short for its promise", state.started_at)
        return None


def _is_ahead(state: rules.Clock, percent: int, at: datetime) -> bool:
    return rules.counted(state, at) < state.terms.promise * percent / 100
