"""What only a rule does to a ticket: it signs what it did, and asks people to look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from balie.access.accounts.models import User
from balie.casework.tickets.actions.holding import leads_of, notify, stay_quiet, tell
from balie.casework.tickets.models import Change, Notification, Ticket

OWNER, LEADS = "owner", "leads"


def sign_by_rule(ticket: Ticket, was: Ticket, key: str, name: str, *, at: datetime) -> None:
    """A line in the history, after what was done: which rule it was. `was`: the ticket before. Unless its state is another one it is unchanged since then."""
    Change.objects.create(ticket=ticket, at=at, by=None, verb="automated", field="rule", old=key[:300], new=name[:300])
    if ticket.state == was.state:
        stay_quiet(ticket, was.unchanged_since)
    tell(ticket)


def tell_by_rule(ticket: Ticket, whom: str, *, at: datetime) -> list[User]:
    """Put the ticket under the eyes of its owner, or of who leads its team; without an owner of the leads, too. Who was told."""
    told: Sequence[User] = [ticket.owner] if whom == OWNER and ticket.owner else leads_of(ticket)
    notify(ticket, Notification.Kind.RULE, told, by=None, at=at)
    return list(told)


def tell_of_rule_off(ticket: Ticket, author: User, *, at: datetime) -> None:
    """Who made the rule hears that it was switched off, at the ticket where it failed last."""
    notify(ticket, Notification.Kind.RULE_OFF, [author], by=None, at=at)
