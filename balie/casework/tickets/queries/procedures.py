"""The procedures of one ticket."""

from __future__ import annotations

from datetime import datetime

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.casework.procedures.models import RunStep
from balie.casework.procedures.queries.runs import RunLine, runs_in_words, steps_of_runs
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.detail import ticket_for


def runs_for(viewer: User, number: int, *, at: datetime) -> tuple[Ticket, list[RunLine]]:
    """The ticket with its runs, those that go on first: three queries. Raises `NotFound`."""
    ticket = ticket_for(viewer, number)
    return ticket, runs_in_words(steps_of_runs(RunStep.objects.filter(run__ticket_run__ticket=ticket)), Mask(viewer), at=at)
