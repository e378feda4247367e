"""Many clocks under other terms: after an agreement or a calendar changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from balie.foundation.events import announce
from balie.foundation.statements.rows import update_rows
from balie.records.calendars.actions import version_of
from balie.records.calendars.events import CalendarChanged
from balie.records.calendars.models import Calendar, CalendarVersion
from balie.records.sla import queries
from balie.records.sla.actions.clocks import Kind, an_event
from balie.records.sla.actions.reckoning import reckon
from balie.records.sla.events import ClocksMoved
from balie.records.sla.extensions import FOLLOWERS, Batch
from balie.records.sla.jobs import defer_rebasing, defer_settling
from balie.records.sla.models import Clock, ClockEvent, Target
from balie.records.sla.queries import chosen, find_targets

BATCH = 500
TERMS = ("priority", "seconds", "calendar", "version")


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
    rows = running.select_for_update(of=("self",)).select_related("agreement", "calendar")
    clocks = list(rows.filter(pk__in=[pk for pk, _kind, _id in next_ones]).order_by("pk"))
    changed = _with_new_terms(clocks, at)
    update_rows(changed, *TERMS)
    last = _last_moments(changed)
    ClockEvent.objects.bulk_create([an_event(clock, Kind.REBASED, by=None, at=max(at, last[clock.pk])) for clock in changed])
    reckon(clocks, at=at, may_reopen=True)
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


def _with_new_terms(clocks: Sequence[Clock], at: datetime) -> list[Clock]:
    targets = find_targets(clock.agreement_id for clock in clocks)
    versions: dict[int, CalendarVersion] = {}
    changed = []
    for clock in clocks:
        target = chosen(targets, clock.agreement_id, clock.metric, clock.priority, clock.purpose_id)
        calendar, seconds = _terms(clock, target)
        version = versions.get(calendar.pk) or versions.setdefault(calendar.pk, version_of(calendar, at=at))
        if (clock.seconds, clock.version_id) != (seconds, version.pk):
            clock.seconds, clock.calendar, clock.version = seconds, calendar, version
            changed.append(clock)
    return changed


def _terms(clock: Clock, target: Target | None) -> tuple[Calendar, int]:
    return (target.calendar, target.seconds) if target else (clock.calendar, clock.seconds)


def _last_moments(clocks: Sequence[Clock]) -> Mapping[int, datetime]:
    rows = ClockEvent.objects.filter(clock__in=[clock.pk for clock in clocks]).order_by("at")
    return dict(rows.values_list("clock_id", "at"))
