"""Waiting, solving, closing, opening again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.casework.tickets import rules
from balie.casework.tickets.actions.closing import ensure_ready
from balie.casework.tickets.actions.holding import AlreadyClosed, Changed, ensure_open, ensure_whole, held, keep, notify
from balie.casework.tickets.events import TicketClosed, TicketStateChanged
from balie.casework.tickets.indexing import index_ticket
from balie.casework.tickets.models import Notification, StateReason, Ticket
from balie.casework.tickets.rules import REMINDED_BEFORE
from balie.foundation.errors import Invalid, Refusal
from balie.foundation.events import announce
from balie.foundation.text.normalise import one_line
from balie.records.taxonomy.models import Cause, Result

MOST_WOKEN = 200


class NotClosed(Refusal):
    """Only a solved or closed ticket can be opened again."""

    code = "not_closed"
    sentence = _("Ticket {number} is still open.")


@transaction.atomic
def set_state(
    number: int,
    state: str,
    *,
    by: User | None,
    at: datetime,
    reason: StateReason | None = None,
    wake_at: datetime | None = None,
    version: int | None = None,
) -> Ticket:
    """Set new, open or one of the waits; a wait may say why and when it must come back.

    Raises `Invalid` for a state that takes a result (`close_ticket`) or a wake-up in the past.
    """
    ticket = held(number, by=by, verb="tickets.change", version=version)
    ensure_open(ticket)
    if state not in rules.OPEN:
        raise Invalid(field="state", reason=_("Close the ticket with a result instead."))
    if wake_at is not None and (state not in rules.WAITING or wake_at <= at):
        raise Invalid(field="wake_at", reason=_("A waiting ticket comes back at a moment in the future."))
    if (ticket.state, ticket.state_reason, ticket.wake_at) == (state, reason, wake_at):
        return ticket
    old, ticket.state, ticket.state_reason, ticket.wake_at = ticket.state, state, reason, wake_at
    if wake_at is not None and wake_at - at <= REMINDED_BEFORE:
        ticket.reminded_of = wake_at  # it comes back before a reminder would help
    keep(
        ticket,
        "state_set",
        Changed("state", old, state, str(reason.name) if reason else ""),
        by=by,
        at=at,
        fields=["state", "state_reason", "wake_at", "reminded_of"],
    )
    announce(TicketStateChanged(ticket_id=ticket.pk, old=old, new=state, at=at))
    return ticket


@transaction.atomic
def close_ticket(
    number: int,
    *,
    result: Result | None,
    sentence: str,
    cause: Cause | None = None,
    by: User | None,
    at: datetime,
    version: int | None = None,
    is_final: bool = False,
    is_told: bool = False,
) -> Ticket:
    """Solve the ticket with a result, the cause when known, and one sentence; `is_final` closes it at once.

    `is_told`: the customer was told by telephone, says whoever closes it. Raises `AlreadyClosed`, `Outdated`, `Invalid`, and
    `NotReadyToClose` for what the rule of its category asks and is not there.
    """
    ticket = held(number, by=by, verb="tickets.close", version=version)
    if ticket.state == Ticket.State.CLOSED or (ticket.state == Ticket.State.SOLVED and not is_final):
        raise AlreadyClosed(number=ticket.number)
    line = one_line(sentence)[:300]
    if result is not None and result.applies_to == Result.AppliesTo.CONTACT:
        raise Invalid(field="result", reason=_("Choose how the ticket ended."))
    ensure_ready(ticket, result=result, cause=cause, is_told=is_told)
    if not line:
        raise Invalid(field="sentence", reason=_("Say in one sentence what came of it."))
    old = ticket.state
    ticket.state = Ticket.State.CLOSED if is_final else Ticket.State.SOLVED
    ticket.result, ticket.cause, ticket.result_sentence = result, cause, line
    ticket.solved_at, ticket.closed_at = ticket.solved_at or at, at if is_final else None
    ticket.answer_due_since = ticket.wake_at = ticket.state_reason = None
    fields = ["state", "result", "cause", "result_sentence", "solved_at", "closed_at", "answer_due_since", "wake_at", "state_reason"]
    changes = [Changed("state", old, ticket.state, line)]
    if is_told:
        ticket.first_answer_at, ticket.told_at = ticket.first_answer_at or at, at
        fields += ["first_answer_at", "told_at"]
        changes.append(Changed("told", "", "phone"))
    keep(ticket, "closed", *changes, by=by, at=at, fields=fields)
    index_ticket(ticket)
    announce(TicketStateChanged(ticket_id=ticket.pk, old=old, new=ticket.state, at=at))
    announce(TicketClosed(ticket_id=ticket.pk, at=at))
    return ticket


@transaction.atomic
def reopen(number: int, *, by: User, at: datetime, version: int | None = None) -> Ticket:
    """Take a solved or closed ticket up again; its result stays in the history."""
    ticket = held(number, by=by, verb="tickets.reopen", version=version)
    if ticket.is_open:
        raise NotClosed(number=ticket.number)
    ensure_whole(ticket)
    old, ticket.state = ticket.state, Ticket.State.OPEN
    ticket.reopened_count += 1
    ticket.solved_at = ticket.closed_at = None
    fields = ["state", "reopened_count", "solved_at", "closed_at"]
    keep(ticket, "reopened", Changed("state", old, ticket.state), by=by, at=at, fields=fields)
    announce(TicketStateChanged(ticket_id=ticket.pk, old=old, new=ticket.state, at=at))
    return ticket


@transaction.atomic
def wake_tickets(*, at: datetime) -> int:
    """Open the next tickets whose wait is over and tell their owners; how many there were."""
    waits = Ticket.objects.filter(wake_at__lte=at, state__in=rules.WAITING).order_by("wake_at")
    due = waits.select_for_update(of=("self",), skip_locked=True)[:MOST_WOKEN]
    count = 0
    for ticket in due:
        if rules.wakes(ticket.state, ticket.wake_at, at=at):
            _wake(ticket, at=at)
            count += 1
    return count


def _wake(ticket: Ticket, *, at: datetime) -> None:
    old, ticket.state = ticket.state, Ticket.State.OPEN
    ticket.wake_at = ticket.state_reason = None
    keep(ticket, "woken", Changed("state", old, ticket.state), by=None, at=at, fields=["state", "wake_at", "state_reason"])
    if ticket.owner is not None:
        notify(ticket, Notification.Kind.WOKEN, [ticket.owner], by=None, at=at)
    announce(TicketStateChanged(ticket_id=ticket.pk, old=old, new=ticket.state, at=at))
