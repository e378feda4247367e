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
from balie.casework.tickets.jobs import BULK, ESCALATE, defer_bulk
from balie.casework.tickets.models import BulkJob
from balie.foundation.errors import Refusal
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
    actions.wake_tickets(at=at)
    actions.remind_of_promises(at=at)
    while actions.note_late_steps(at=at) == MOST_LATE:
        pass
