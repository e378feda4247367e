"""One step back: the last change of state, owner or team, by who made it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.casework.tickets.actions.holding import UNDOABLE, Changed, columns, ensure_whole, held, keep, put_column
from balie.casework.tickets.actions.offering import take_offer_back
from balie.casework.tickets.events import TicketStateChanged, TicketTransferred, TicketUndone
from balie.casework.tickets.models import Change, Ticket
from balie.foundation.errors import Refusal
from balie.foundation.events import announce

UNDO_FOR = timedelta(minutes=15)
_SHOWN = ("state", "owner", "team")


class NothingToUndo(Refusal):
    """The last change of state, owner or team is not one's own, is too long ago, or was undone already."""

    code = "nothing_to_undo"
    sentence = _("There is nothing of yours to undo on ticket {number}: a colleague or the customer came after it.")


@transaction.atomic
def undo(number: int, *, by: User, at: datetime) -> Ticket:
    """Put state, owner and team back as they were before one's own last change of them, within a quarter of an hour.

    Once: undoing is no change that can be undone. A result that was given stays filled in. A clock that was set back since hinders nobody.
    Raises `NothingToUndo`.
    """
    return undo_change(number, lambda last: at - UNDO_FOR <= last.at, by=by, at=at)


@transaction.atomic
def undo_change(number: int, is_it: Callable[[Change], bool], *, by: User, at: datetime) -> Ticket:
    """As `undo`, for the change that `is_it` says is meant. What somebody changed since stays as it is."""
    ticket = held(number, by=by, verb="tickets.change")
    if not ticket.is_open:
        ensure_whole(ticket)
    last = Change.objects.filter(ticket=ticket, field__in=_SHOWN).select_for_update().order_by("-pk").first()
    if last is None or not _is_undoable(last, by=by) or not is_it(last):
        raise NothingToUndo(number=ticket.number)
    if last.verb == "transferred" and not take_offer_back(ticket, by=by, at=at):
        raise NothingToUndo(number=ticket.number)
    old_state, shown = ticket.state, _words(ticket)
    now, back = columns(ticket, last.before or {}), []
    for name, value in (last.before or {}).items():
        if last.after is None or now[name] == last.after[name]:
            put_column(ticket, name, value)
            back.append(name)
    changes = [Changed(name, was, now) for (name, was), now in zip(shown.items(), _words(ticket).values(), strict=True) if was != now]
    elsewhere = Ticket(number=ticket.number, owner_id=ticket.found["owner_id"], team_id=ticket.found["team_id"])
    keep(ticket, "undone", *changes, by=by, at=at, fields=[name.removesuffix("_id") for name in back], was=elsewhere)
    Change.objects.filter(ticket=ticket, at=last.at, verb=last.verb).update(before=None, after=None)
    if ticket.state != old_state:
        announce(TicketStateChanged(ticket_id=ticket.pk, old=old_state, new=ticket.state, at=at))
    if last.verb == "transferred":
        announce(TicketTransferred(ticket_id=ticket.pk, by_id=by.pk, at=at))
    announce(TicketUndone(ticket_id=ticket.pk, at=at))
    return ticket


def _is_undoable(last: Change, *, by: User) -> bool:
    return last.before is not None and last.verb in UNDOABLE and last.by_id == by.pk


def _words(ticket: Ticket) -> dict[str, str]:
    """State, owner and team as the history keeps them."""
    return {
        "state": ticket.state,
        "owner": ticket.owner.name if ticket.owner else "",
        "team": ticket.team.key if ticket.team else "",
    }
