"""Changes of many tickets, each for who asked it."""

from __future__ import annotations

from balie.access.accounts.models import User
from balie.casework.tickets.models import BulkJob, BulkRefusal
from balie.foundation.errors import NotFound

MOST_SHOWN = 200


def bulk_job_for(viewer: User, pk: int) -> BulkJob:
    """Raises `NotFound` for another's."""
    job = BulkJob.objects.filter(pk=pk, by=viewer).select_related("undo_of").first()
    if job is None:
        raise NotFound()
    return job


def bulk_jobs_of(viewer: User) -> list[BulkJob]:
    """The newest fifty; without the numbers of their tickets, which may be many."""
    return list(BulkJob.objects.filter(by=viewer).defer("numbers").order_by("-pk")[:50])


def refusals_of(job: BulkJob) -> list[BulkRefusal]:
    """What could not be done and why, the first two hundred."""
    return list(BulkRefusal.objects.filter(job=job).order_by("pk")[:MOST_SHOWN])
