"""The procedures a ticket is treated by: the one that fits starts by itself, and ends with the ticket."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import BigIntegerField

from balie.casework.procedures import actions as procedures
from balie.casework.procedures.events import OfferedChanged
from balie.casework.procedures.models import Run
from balie.casework.procedures.queries.offered import published
from balie.casework.tickets.actions.promises import UNDOING, held_by_wait
from balie.casework.tickets.models import Change, Ticket, TicketRun
from balie.casework.tickets.queries.matrix import fitting, forget_matrix
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.rows import add_row
from balie.records.sla.models import Metric
from balie.records.sla.rules import STOPPED

_BINDING_OR_OPENED = frozenset({"category", "purpose", "solved_at"})
# It goes on elsewhere, or was none: no step was left out.
_UNTREATED = frozenset({"merged", "marked_spam"})
_HOLDING = _BINDING_OR_OPENED | {"state", "state_reason"}


def begin(ticket: Ticket, *, at: datetime) -> None:
    """Start what fits a ticket that was just written; where nothing does, nothing is asked of the database."""
    version_id = fitting(category_id=ticket.category_id, purpose_id=ticket.purpose_id)
    if version_id is not None:
        _start(ticket, version_id, at=at)


def follow(ticket: Ticket, verb: str, fields: Collection[str], *, at: datetime) -> None:
    """Bring its procedures in line with the ticket of which `fields` were changed: they end with it, another may fit, a wait holds their margins.

    What was done stays. `solved_at` is among the fields of every verb that ends a ticket or opens it again.
    """
    if "solved_at" in fields:
        _end_or_go_on(ticket, is_treated=verb not in _UNTREATED, at=at)
    if ticket.is_open and not _BINDING_OR_OPENED.isdisjoint(fields):
        _fit(ticket, at=at)
    if not _HOLDING.isdisjoint(fields):
        _hold(ticket, is_undone=verb in UNDOING, at=at)


def forget_offered(_event: OfferedChanged) -> None:
    """Reaction: other procedures start from now on, here at once."""
    forget_matrix()
    transaction.on_commit(forget_matrix)


def runs_of(ticket: Ticket) -> list[Run]:
    """The newest last."""
    found: list[Run] = _RUNS.records(ticket=ticket.pk)
    return found


_RUNS = Prepared(
    lambda: Run.objects.filter(ticket_run__ticket_id=Given("ticket", BigIntegerField())).select_related("version").order_by("pk")
)


def _end_or_go_on(ticket: Ticket, *, is_treated: bool, at: datetime) -> None:
    runs = runs_of(ticket)
    if ticket.is_open:
        if ended := [run.pk for run in runs if run.ended_at is not None and run.aside_at is None]:
            procedures.go_on(ended)
    elif going := [run.pk for run in runs if run.ended_at is None]:
        procedures.end_runs(going, team_id=ticket.team_id, is_treated=is_treated, at=at)


def _fit(ticket: Ticket, *, at: datetime) -> None:
    """The procedure that fits goes on or starts; any other is set aside."""
    version_id = fitting(category_id=ticket.category_id, purpose_id=ticket.purpose_id)
    procedure_id = published(version_id).procedure_id if version_id is not None else 0
    runs = runs_of(ticket)
    if others := [run.pk for run in runs if run.is_going and run.version.procedure_id != procedure_id]:
        procedures.set_aside(others, at=at)
    same = next((run for run in reversed(runs) if run.version.procedure_id == procedure_id), None)
    if same is not None and not same.is_going:
        procedures.go_on([same.pk])
    elif same is None and version_id is not None:
        _start(ticket, version_id, at=at)


def hold_many(tickets: Sequence[Ticket], *, at: datetime) -> None:
    """What their wait holds is other than before: so their margins stand still, or count, from now on."""
    reasons = {ticket.pk: _reason(ticket) for ticket in tickets}
    runs = TicketRun.objects.filter(ticket__in=reasons, run__aside_at=None).values_list("run", "ticket")
    if found := {run: reasons[ticket] for run, ticket in runs}:
        procedures.hold(found, at=at)


def _hold(ticket: Ticket, *, is_undone: bool, at: datetime) -> None:
    if runs := [run.pk for run in runs_of(ticket) if run.aside_at is None]:
        procedures.hold(dict.fromkeys(runs, _reason(ticket)), is_undone=is_undone, at=at)


def _reason(ticket: Ticket) -> str:
    """Why margins stand still, as the promise of a solution does: while a wait holds that, and while the ticket is closed."""
    held, code = held_by_wait(ticket)
    return STOPPED if not ticket.is_open else code if Metric.SOLUTION in held else ""


def _start(ticket: Ticket, version_id: int, *, at: datetime) -> None:
    run = procedures.start(version_id, at=at)
    add_row(TicketRun(ticket=ticket, run=run))
    key = published(version_id).procedure_key
    add_row(Change(ticket=ticket, at=at, by=None, verb="procedure_started", field="procedure", new=key))
