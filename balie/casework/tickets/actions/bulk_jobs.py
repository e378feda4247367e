"""One verb on as many tickets as a list holds: a job with progress, that can be stopped, and undone where one ticket could be."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.casework.tickets.actions.undoing import undo_change
from balie.casework.tickets.jobs import defer_bulk
from balie.casework.tickets.models import BulkJob, BulkRefusal
from balie.foundation.errors import Invalid, NotFound, Refusal

logger = logging.getLogger(__name__)
MOST_IN_A_JOB = 50_000
BATCH = 20
UNDONE = "undo"
UNDO_WITHIN = timedelta(days=1)


@transaction.atomic
def ask_bulk(verb: str, given: Mapping[str, object], numbers: Sequence[int], *, by: User, at: datetime) -> BulkJob:
    """A job that waits for its start, so that who asks sees how many tickets it is. Raises `Invalid` for none or too many."""
    if not numbers:
        raise Invalid(field="selected", reason=_("The list holds no tickets."))
    if len(numbers) > MOST_IN_A_JOB:
        raise Invalid(field="selected", reason=_("At most {most} tickets at once: narrow the list down.").format(most=MOST_IN_A_JOB))
    job = BulkJob.objects.create(verb=verb, given=dict(given), numbers=sorted(numbers), total=len(numbers), by=by, asked_at=at)
    record("tickets.bulk_asked", job, by=by, at=at, data={"verb": verb, "count": len(numbers)})
    return job


@transaction.atomic
def start_bulk(pk: int, *, by: User, at: datetime) -> BulkJob:
    """Begin, or go on after a stop; what runs already goes on. Raises `Invalid` once it was taken back."""
    job = _own(pk, by)
    if job.is_undone:
        raise Invalid(field="start", reason=_("This was taken back: what it left is not changed any more."))
    if job.finished_at is None and (job.started_at is None or job.stopped_at is not None):
        job.started_at, job.stopped_at = job.started_at or at, None
        job.save(update_fields=["started_at", "stopped_at"])
        record("tickets.bulk_started", job, by=by, at=at, data={"verb": job.verb, "count": job.total})
        defer_bulk(job.pk)
    return job


@transaction.atomic
def stop_bulk(pk: int, *, by: User, at: datetime) -> BulkJob:
    """Leave the rest as it is; what was done stays."""
    job = _own(pk, by)
    if job.finished_at is None and job.stopped_at is None:
        job.stopped_at = at
        job.save(update_fields=["stopped_at"])
        record("tickets.bulk_stopped", job, by=by, at=at, data={"done": job.position})
    return job


@transaction.atomic
def undo_bulk(pk: int, *, by: User, at: datetime) -> BulkJob:
    """A job that takes back what this one did, and nothing that came after it; begun at once. Raises `Invalid`."""
    job = _own(pk, by)
    if not job.is_undoable or job.started_at is None or at - job.started_at > UNDO_WITHIN:
        raise Invalid(field="undo", reason=_("This cannot be undone any more."))
    refused = set(BulkRefusal.objects.filter(job=job).values_list("number", flat=True))
    numbers = [each for each in job.numbers[: job.position] if each not in refused]
    if not numbers:
        raise Invalid(field="undo", reason=_("Nothing was changed."))
    made = BulkJob.objects.create(verb=UNDONE, numbers=numbers, total=len(numbers), undo_of=job, by=by, asked_at=at, started_at=at)
    record("tickets.bulk_undone", job, by=by, at=at, data={"count": len(numbers)})
    defer_bulk(made.pk)
    return made


@transaction.atomic
def run_bulk(pk: int, verb_of: Callable[[BulkJob, datetime], Callable[[int, int | None], object]], *, at: datetime) -> bool:
    """The next tickets of a job, each by the rights of who asked; whether there are more.

    How far it came is written with what was done: a killed worker's job goes on where it was.
    """
    job = BulkJob.objects.select_for_update(of=("self",)).select_related("by", "undo_of").get(pk=pk)
    if job.started_at is None or job.stopped_at is not None or job.finished_at is not None:
        return False
    verb = _undoing(job, at) if job.undo_of else verb_of(job, at)
    part = job.numbers[job.position : job.position + BATCH]
    refusals = [BulkRefusal(job=job, number=number, reason=reason[:300]) for number in part if (reason := _tried(verb, number))]
    BulkRefusal.objects.bulk_create(refusals)
    job.moments.append(at)
    job.position += len(part)
    job.refused += len(refusals)
    job.finished_at = at if job.position >= job.total else None
    job.save(update_fields=["moments", "position", "refused", "finished_at"])
    return job.finished_at is None


def _undoing(job: BulkJob, at: datetime) -> Callable[[int, int | None], object]:
    done = job.undo_of
    assert done is not None
    moments = set(done.moments)
    return lambda number, _version: undo_change(number, lambda last: last.at in moments, by=job.by, at=at)


def _tried(verb: Callable[[int, int | None], object], number: int) -> str:
    """Why not; empty when it was done."""
    try:
        with transaction.atomic():
            verb(number, None)
    except Refusal as refusal:
        return str(refusal)
    except OperationalError:
        raise  # two who wait for each other: the whole step is done again
    except Exception:  # the outer loop of a job: one ticket that fails holds up none behind it
        logger.exception("ticket %s could not be changed with many others", number)
        return _("An unexpected fault: it is in the log of the worker.")
    return ""


def _own(pk: int, by: User) -> BulkJob:
    job = BulkJob.objects.select_for_update(of=("self",)).filter(pk=pk, by=by).first()
    if job is None:
        raise NotFound()
    return job
