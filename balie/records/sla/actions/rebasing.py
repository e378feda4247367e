"""Many clocks under other terms: after an agreement or a calendar changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from balie.foundation.events import announce
from balie.records.calendars.actions import version_of
from balie.records.calendars.events import CalendarChanged
from balie.records.calendars.models import Calendar, CalendarVersion
from balie.records.sla import queries, rules
from balie.records.sla.actions.clocks import Kind, an_event
from balie.records.sla.actions.reckoning import reckon
from balie.records.sla.events import ClocksMoved
from balie.records.sla.extensions import FOLLOWERS, Batch
from balie.records.sla.jobs import defer_rebasing, defer_settling
from balie.records.sla.models import Agreement, Clock, ClockEvent
from balie.records.sla.queries import chosen, find_targets

BATCH = 500


def rebase_for_calendar(event: CalendarChanged) -> None:
    """Reaction: what runs by the calendar runs by its new hours from now on."""
    rebase_later(calendar_id=event.calendar_id)


def rebase_later(*, agreement_id: int = 0, calendar_id: int = 0) -> None:
    """Bring what runs under the agreement or by the calendar in line with what it says now."""
    queries.forget_promised()
    transaction.on_commit(queries.forget_promised)
    defer_rebasing(agreement_id=agreement_id, calendar_id=calendar_id)
    defer_settling(agreement_id=agreement_id, calendar_id=calendar_id)


@transaction.atomic
def rebase_batch(*, agreement_id: int = 0, calendar_id: int = 0, after: int = 0, at: datetime) -> Batch:
    """Re-base the next running clocks of an agreement or calendar whose terms are others now.

    A clock whose promise is made no more keeps it: what was promised stays promised.
    """
    running = _running(agreement_id, calendar_id)
    next_ones = list(running.filter(pk__gt=after).order_by("pk").values_list("pk", "subject_kind", "subject_id")[:BATCH])
    _lock_subjects(next_ones)
    clocks = list(running.select_for_update().filter(pk__in=[pk for pk, _kind, _id in next_ones]).order_by("pk"))
    _know_agreements(clocks)
    changed = _with_new_terms(clocks, at)
    logs = queries.logs_of(clocks)
    _note(changed, logs, at)
    reckon(clocks, logs=logs, renewed=changed, at=at, may_reopen=True)
    for kind in sorted({clock.subject_kind for clock in changed}):
        announce(ClocksMoved(subject_kind=kind, subject_ids=tuple(each.subject_id for each in changed if each.subject_kind == kind), at=at))
    return Batch(next_ones[-1][0] if len(next_ones) == BATCH else None, len(next_ones))


def count_running(*, agreement_id: int = 0, calendar_id: int = 0) -> int:
    """How many clocks run under the agreement or by the calendar."""
    return _running(agreement_id, calendar_id).count()


def _running(agreement_id: int, calendar_id: int) -> QuerySet[Clock]:
    scope = {"agreement": agreement_id} if agreement_id else {"calendar": calendar_id}
    return Clock.objects.filter(**scope, stopped_at=None)


def _lock_subjects(clocks: Iterable[tuple[int, str, int]]) -> None:
    """Before their clocks, as whoever treats a subject does: two who want both never wait for each other."""
    ids: dict[str, list[int]] = {}
    for _pk, kind, subject_id in clocks:
        ids.setdefault(kind, []).append(subject_id)
    for kind, of_kind in ids.items():
        for follower in FOLLOWERS.fillings():
            follower.lock(kind, of_kind)


def _know_agreements(clocks: Sequence[Clock]) -> None:
    """One object an agreement: a join would make one for each clock."""
    known = Agreement.objects.in_bulk({clock.agreement_id for clock in clocks})
    for clock in clocks:
        clock.agreement = known[clock.agreement_id]


def _with_new_terms(clocks: Sequence[Clock], at: datetime) -> list[Clock]:
    targets = find_targets(clock.agreement_id for clock in clocks)
    promised = [chosen(targets, each.agreement_id, each.metric, each.priority, each.purpose_id) for each in clocks]
    kept = Calendar.objects.in_bulk({clock.calendar_id for clock, target in zip(clocks, promised, strict=True) if target is None})
    versions: dict[int, CalendarVersion] = {}
    changed = []
    for clock, target in zip(clocks, promised, strict=True):
        calendar, seconds = (target.calendar, target.seconds) if target else (kept[clock.calendar_id], clock.seconds)
        version = versions.get(calendar.pk) or versions.setdefault(calendar.pk, version_of(calendar, at=at))
        if (clock.seconds, clock.version_id) != (seconds, version.pk):
            clock.seconds, clock.calendar, clock.version = seconds, calendar, version
            changed.append(clock)
    return changed


def _note(clocks: Sequence[Clock], logs: Mapping[int, list[rules.Event]], at: datetime) -> None:
    """Write into the logs, those given too, that the clocks go on under their new terms; never before what happened last."""
    events = [an_event(clock, Kind.REBASED, by=None, at=max(at, *(each.at for each in logs[clock.pk]))) for clock in clocks]
    ClockEvent.objects.bulk_create(events)
    for event in events:
        logs[event.clock_id].append(queries.as_event(event))
