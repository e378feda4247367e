"""Steps of a ticket's procedures, ticked off, skipped and taken back; and those that come late."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from balie.access.accounts.models import User
from balie.casework.procedures import actions as procedures
from balie.casework.procedures.models import RunStep
from balie.casework.procedures.policies import FOLLOW
from balie.casework.tickets.actions.holding import Changed, held, keep, notify, tell
from balie.casework.tickets.models import Notification, Ticket, TicketFile, TicketRun
from balie.foundation.errors import NotFound
from balie.foundation.files.models import File


@transaction.atomic
def finish_step(
    number: int, step_id: int, *, note: str = "", reference: str = "", file: File | None = None, by: User, at: datetime
) -> Ticket:
    """Tick a step off; a file that proves it lies with the ticket's. Raises `NotFound`, and what `procedures.finish_step` raises."""
    ticket = held(number, by=by, verb=FOLLOW)
    _ensure_of(ticket, step_id)
    row = procedures.finish_step(step_id, note=note, reference=reference, file=file, team_id=ticket.team_id, by=by, at=at)
    if file is not None:
        TicketFile.objects.create(ticket=ticket, file=file, at=at, by=by)
    keep(ticket, "step_done", Changed("step", "", row.step.text.key, row.reference), by=by, at=at)
    return ticket


@transaction.atomic
def skip_step(number: int, step_id: int, *, reason: str, by: User, at: datetime) -> Ticket:
    """Go past a step and say why. Raises `NotFound`, and what `procedures.skip_step` raises."""
    ticket = held(number, by=by, verb=FOLLOW)
    _ensure_of(ticket, step_id)
    row = procedures.skip_step(step_id, reason=reason, team_id=ticket.team_id, by=by, at=at)
    keep(ticket, "step_skipped", Changed("step", "", row.step.text.key, row.reason), by=by, at=at)
    return ticket


@transaction.atomic
def take_step_back(number: int, step_id: int, *, by: User, at: datetime) -> Ticket:
    """Open an ended step again. Raises `NotFound`, and what `procedures.take_step_back` raises."""
    ticket = held(number, by=by, verb=FOLLOW)
    _ensure_of(ticket, step_id)
    row = procedures.take_step_back(step_id, by=by, at=at)
    keep(ticket, "step_taken_back", Changed("step", row.step.text.key, ""), by=by, at=at)
    return ticket


@transaction.atomic
def note_late_steps(*, at: datetime) -> int:
    """Keep which steps came late since, and tell the owner, else who leads the team, and who leads the team of the step; how many there were."""
    rows = procedures.late_steps(at=at)
    held_by = {
        each.run_id: each.ticket for each in TicketRun.objects.filter(run__in={row.run_id for row in rows}).select_related("ticket__owner")
    }
    for row in rows:
        ticket = held_by.get(row.run_id)
        procedures.note_late(row, team_id=ticket.team_id if ticket else None, at=at)
        if ticket is not None:
            notify(ticket, Notification.Kind.LATE_STEP, _watch_over(ticket, row), by=None, at=at)
            tell(ticket)
    return len(rows)


def _watch_over(ticket: Ticket, row: RunStep) -> list[User]:
    """The owner, else who leads the ticket's team; beside them who leads the team that does the step."""
    teams = [pk for pk in (None if ticket.owner_id else ticket.team_id, row.step.team_id) if pk]
    leads = User.objects.filter(is_active=True, lead_team_ids__overlap=teams) if teams else ()
    return [*([ticket.owner] if ticket.owner else []), *leads]


def _ensure_of(ticket: Ticket, step_id: int) -> None:
    if not RunStep.objects.filter(pk=step_id, run__ticket_run__ticket=ticket).exists():
        raise NotFound()
