"""The clocks of a ticket, and the jobs that move them."""

from __future__ import annotations

from procrastinate.contrib.django.models import ProcrastinateJob

from balie.casework.tickets.models import Ticket
from balie.records.sla.models import Clock
from balie.records.sla.tasks import rebase_clocks


def clock(ticket: Ticket) -> Clock:
    return Clock.objects.select_related("agreement").get(subject_kind="ticket", subject_id=ticket.pk, stopped_at=None)


def run_jobs() -> None:
    """The re-basing jobs that wait, as a worker does them."""
    for job in list(ProcrastinateJob.objects.filter(task_name="sla.rebase_clocks").order_by("id")):
        rebase_clocks(**job.args)
