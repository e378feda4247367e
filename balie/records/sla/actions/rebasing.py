"""Many clocks under other terms: after an agreement or a calendar changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from balie.foundation.events import announce
from balie.foundation.statements.rows import update_rows
from balie.records.calendars.actions import version_of
from balie.records.calendars.events import CalendarChanged
from balie.records.calendars.models import Calendar, CalendarVersion
from balie.records.sla import queries
from balie.records.sla.actions.clocks import Kind, an_event
from balie.records.sla.actions.reckoning import reckon
from balie.records.sla.events import ClocksMoved
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
def rebase_batch(*, agreement_id: int = 0, calendar_id: int = 0, after: int = 0, at: datetime) -> int | None:
    """Re-base the next running clocks of an agreement or calendar whose terms are others now; the last id, None at the end.

    A clock whose promise is made no more keeps it: what was promised stays promised.
    """
    scope = {"agreement": agreement_id} if agreement_id else {"calendar": calendar_id}
    rows = Clock.objects.select_for_update(of=("self",)).select_related("agreement", "calendar")
    clocks = list(rows.filter(**scope, stopped_at=None, pk__gt=after).order_by("pk")[:BATCH])
    changed = _with_new_terms(clocks, at)
    update_rows(changed, *TERMS)
    last = _last_moments(changed)
    ClockEvent.objects.bulk_create([an_event(clock, Kind.REBASED, by=None, at=max(at, last[clock.pk])) for clock in changed])
    reckon(clocks, at=at, may_reopen=True)
    for kind in sorted({clock.subject_kind for clock in changed}):
        announce(ClocksMoved(subject_kind=kind, subject_ids=tuple(each.subject_id for each in changed if each.subject_kind == kind), at=at))
    return clocks[-1].pk if len(clocks) == BATCH else None


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
