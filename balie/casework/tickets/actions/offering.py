"""A transfer is an offer: who gets it takes it up, or refuses it and it comes back with the reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.access.audit.actions import record
from balie.casework.tickets.actions.holding import Changed, ensure_open, held, keep, notify, take_part
from balie.casework.tickets.events import TicketTransferred
from balie.casework.tickets.models import Notification, Ticket, Transfer
from balie.casework.tickets.queries.given import is_receiver, still_stands
from balie.casework.tickets.rules import LEAST_REASON
from balie.foundation.errors import Invalid, NotAllowed, Refusal
from balie.foundation.events import announce
from balie.foundation.live import nudge
from balie.foundation.text.normalise import one_line


class NothingOffered(Refusal):
    """No transfer of the ticket waits for an answer."""

    code = "nothing_offered"
    sentence = _("Nobody waits for an answer on ticket {number}: it was taken up, or passed on again.")


def offer(ticket: Ticket, was_team: Team | None, was_owner: User | None, *, reason: str, by: User, at: datetime) -> Transfer:
    """In the transfer's transaction: it is offered to where it goes; an older offer is overtaken."""
    take_offer_back(ticket, by=by, at=at)
    return Transfer.objects.create(
        ticket=ticket, from_team=was_team, from_owner=was_owner, to_team=ticket.team, to_owner=ticket.owner, reason=reason, at=at, by=by
    )


def accept_offered(ticket: Ticket, *, by: User | None, at: datetime) -> bool:
    """Whoever takes the ticket, or gives it to somebody there, takes up what was offered."""
    offered = Transfer.objects.filter(ticket=ticket, state=Transfer.State.OFFERED)
    return bool(offered.update(state=Transfer.State.ACCEPTED, answered_at=at, answered_by=by))


def take_offer_back(ticket: Ticket, *, by: User, at: datetime) -> bool:
    """The transfer was undone, or followed by another; False when none waits for an answer."""
    offered = Transfer.objects.filter(ticket=ticket, state=Transfer.State.OFFERED)
    return bool(offered.update(state=Transfer.State.OVERTAKEN, answered_at=at, answered_by=by))


@transaction.atomic
def accept_transfer(number: int, *, by: User, at: datetime) -> Ticket:
    """Say that one takes up what was passed to one. Raises `NothingOffered`."""
    ticket = held(number, by=by, verb="tickets.take")
    transfer = _offered(ticket)
    _ensure_receiver(transfer, by)
    accept_offered(ticket, by=by, at=at)
    record("tickets.transfer_accepted", ticket, by=by, at=at, data={"transfer": transfer.pk})
    nudge(f"ticket:{ticket.number}", f"user:{transfer.by_id}")
    return ticket


@transaction.atomic
def refuse_transfer(number: int, *, reason: str, by: User, at: datetime) -> Ticket:
    """It comes back to who passed it on, and to the team it was of, with the reason; that team's lead sees it.

    Raises `NothingOffered`, `NotAllowed` for who did not get it, and `Invalid` without a reason.
    """
    ticket = held(number, by=by, verb="tickets.transfer")
    ensure_open(ticket)
    transfer = _offered(ticket)
    _ensure_receiver(transfer, by)
    why = one_line(reason)[:300]
    if len(why) < LEAST_REASON:
        raise Invalid(field="refusal", reason=_("Say in a few words why it comes back."))
    was_team, was_owner = ticket.team, ticket.owner
    ticket.team = transfer.from_team or ticket.team
    ticket.owner = transfer.by if transfer.by.has("tickets.take") and transfer.by.is_active else None
    take_part(ticket, by, ticket.owner)
    transfer.state, transfer.answered_at, transfer.answered_by, transfer.refusal = Transfer.State.REFUSED, at, by, why
    transfer.save(update_fields=["state", "answered_at", "answered_by", "refusal"])
    changes = [
        Changed("team", was_team and was_team.key, ticket.team and ticket.team.key, why),
        Changed("owner", was_owner and was_owner.name, ticket.owner and ticket.owner.name, why),
    ]
    changes = [change for change in changes if change.old != change.new] or [Changed(reason=why)]
    was = Ticket(number=ticket.number, owner=was_owner, team=was_team)
    keep(ticket, "refused", *changes, by=by, at=at, fields=["team", "owner", "participant_ids"], was=was)
    notify(ticket, Notification.Kind.REFUSED, [transfer.by], by=by, at=at)
    announce(TicketTransferred(ticket_id=ticket.pk, by_id=by.pk, at=at))
    return ticket


def _offered(ticket: Ticket) -> Transfer:
    found = (
        Transfer.objects.select_for_update(of=("self",))
        .select_related("by", "from_team")
        .filter(ticket=ticket, state=Transfer.State.OFFERED)
        .first()
    )
    if found is None or not still_stands(found, ticket):
        raise NothingOffered(number=ticket.number)
    return found


def _ensure_receiver(transfer: Transfer, by: User) -> None:
    if not is_receiver(transfer, by):
        raise NotAllowed()
