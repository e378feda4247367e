"""Jobs of tickets."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import partial

from django.utils import timezone
from django.utils.translation import override

from balie.casework.procedures.actions import MOST_LATE
from balie.casework.tickets import actions
from balie.casework.tickets.bulk_verbs import Verb, verb_from
from balie.casework.tickets.jobs import BULK, COUNT_VIEW, ESCALATE, FOLLOW_REASON, defer_bulk, defer_counting, defer_following
from balie.casework.tickets.models import BulkJob
from balie.foundation.errors import Refusal
from balie.foundation.statements.settling import is_settled, transaction_mark
from balie.foundation.tasks import periodic, task

BULK_SECONDS = 5.0


@task(name=ESCALATE)
def escalate(ticket_id: int, escalation_id: int, step_id: int) -> None:
    """What was agreed for this step of a promise; nothing when it was done or is past."""
    actions.escalate(ticket_id, escalation_id, step_id, at=timezone.now())


@task(name=BULK)
def bulk(job_id: int) -> None:
    """Some tickets of a job that changes many; the rest is a job of its own, so that others get their turn."""
    until = time.monotonic() + BULK_SECONDS
    with override(BulkJob.objects.values_list("by__language", flat=True).get(pk=job_id)):
        while actions.run_bulk(job_id, _verb_of, at=timezone.now()):
            if time.monotonic() > until:
                defer_bulk(job_id)
                return


@task(name=FOLLOW_REASON)
def follow_reason(reason_id: int, after: int = 0) -> None:
    """The next tickets that wait for a reason; the rest is a job of its own."""
    batch = actions.follow_reason(reason_id, after=after, at=timezone.now())
    if batch.last is not None:
        defer_following(reason_id, after=batch.last)


@task(name=COUNT_VIEW)
def count_view(view_id: int, generation: int, mark: int = 0) -> None:
    """Count a saved list as soon as nobody writes any more who may not know of it."""
    mark = mark or transaction_mark()
    if is_settled(mark):
        actions.count_view(view_id, generation)
    else:
        defer_counting(view_id, generation, mark=mark)


@periodic(cron="* * * * * */10", name="tickets.fold_views")
def fold_views(timestamp: int) -> None:
    """Every ten seconds: what came and went since goes into the counts of the saved lists."""
    actions.fold_view_deltas()


@periodic(cron="23 * * * *", name="tickets.sweep_views")
def sweep_views(timestamp: int) -> None:
    """Every hour: what was counted of lists that are no more."""
    actions.sweep_view_counts()


def _verb_of(job: BulkJob, at: datetime) -> Verb:
    """What is wrong with it now, a team that is gone or a right that was taken, is wrong for each ticket."""
    try:
        return verb_from(job.verb, job.given, by=job.by, at=at)
    except Refusal as refusal:
        return partial(_refuse, refusal)


def _refuse(refusal: Refusal, _number: int, _version: int | None) -> None:
    raise refusal


@periodic(cron="* * * * *", name="tickets.wake")
def wake(timestamp: int) -> None:
    """Every minute: tickets whose wait is over, or soon will be, and steps that came late."""
    at = datetime.fromtimestamp(timestamp, UTC)
    while actions.wake_tickets(at=at):
        pass
    while actions.remind_of_promises(at=at):
        pass
    while actions.note_late_steps(at=at) == MOST_LATE:
        pass
