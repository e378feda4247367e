"""Whose ticket it is: take, give, transfer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.access.permissions.levels import ALL_TEAMS, Level
from balie.casework.tickets.actions.holding import Changed, ensure_open, held, keep, notify, take_part
from balie.casework.tickets.actions.offering import accept_offered, offer
from balie.casework.tickets.events import TicketTaken, TicketTransferred
from balie.casework.tickets.models import Notification, Ticket, Watcher
from balie.casework.tickets.rules import LEAST_REASON, team_after_take
from balie.foundation.errors import Invalid, Refusal
from balie.foundation.events import announce
from balie.foundation.live import nudge
from balie.foundation.text.normalise import one_line


class AlreadyTaken(Refusal):
    """A colleague took the ticket a moment before."""

    code = "already_taken"
    sentence = _("{owner} took ticket {number} a moment before you.")


@transaction.atomic
def take(number: int, *, by: User, at: datetime, from_owner_id: int | None = None) -> Ticket:
    """Become the owner; a ticket of a team one is not in moves to one's own.

    `from_owner_id` is whose it was on screen: raises `AlreadyTaken` when that changed.
    """
    ticket = held(number, by=by, verb="tickets.take")
    ensure_open(ticket)
    if ticket.owner_id == by.pk:
        return ticket
    if ticket.owner is not None and ticket.owner_id != from_owner_id:
        raise AlreadyTaken(owner=ticket.owner.name, number=ticket.number)
    was_team = ticket.team
    team_id = team_after_take(ticket.team_id, team_ids=by.team_ids, is_everywhere=by.has(ALL_TEAMS))
    if team_id is not None and team_id != ticket.team_id:
        ticket.team = Team.objects.get(pk=team_id)
    return give(ticket, by, "taken", by=by, at=at, was_team=was_team)


@transaction.atomic
def assign(number: int, owner: User, *, by: User | None, at: datetime) -> Ticket:
    """Give the ticket to a colleague, who is told."""
    ticket = held(number, by=by, verb="tickets.assign")
    ensure_open(ticket)
    _ensure_works(owner)
    return ticket if ticket.owner_id == owner.pk else give(ticket, owner, "assigned", by=by, at=at, was_team=ticket.team)


@transaction.atomic
def transfer(
    number: int,
    *,
    team: Team | None = None,
    owner: User | None = None,
    reason: str,
    by: User | None,
    at: datetime,
    version: int | None = None,
) -> Ticket:
    """Pass the ticket to a team, a person, or both, and say why; who passes it on goes on watching.

    Raises `Invalid` without a reason or a destination.
    """
    ticket = held(number, by=by, verb="tickets.transfer", version=version)
    ensure_open(ticket)
    why = one_line(reason)[:300]
    if len(why) < LEAST_REASON:
        raise Invalid(field="reason", reason=_("Say in a few words why: the next one starts from it."))
    if team is None and owner is None:
        raise Invalid(field="team", reason=_("Choose a team or a person."))
    if owner is not None:
        _ensure_works(owner)
    was_team, was_owner = ticket.team, ticket.owner
    ticket.team, ticket.owner = team or ticket.team, owner
    if ticket.team and ticket.team.default_level > ticket.level:
        ticket.level = Level(ticket.team.default_level)
    take_part(ticket, by, owner)
    if by is not None:
        Watcher.objects.get_or_create(ticket=ticket, user=by, defaults={"since": at})
    changes = [
        Changed("team", was_team and was_team.key, ticket.team and ticket.team.key, why),
        Changed("owner", was_owner and was_owner.name, owner and owner.name, why),
    ]
    changes = [change for change in changes if change.old != change.new] or [Changed(reason=why)]
    keep(ticket, "transferred", *changes, by=by, at=at, fields=["team", "owner", "level", "participant_ids"])
    if by is not None:
        offer(ticket, was_team, was_owner, reason=why, by=by, at=at)
    leave(was_team, was_owner)
    if owner is not None:
        notify(ticket, Notification.Kind.ASSIGNED, [owner], by=by, at=at)
    if (ticket.team, ticket.owner) != (was_team, was_owner):
        announce(TicketTransferred(ticket_id=ticket.pk, by_id=by.pk if by else None, at=at))
    return ticket


def give(ticket: Ticket, owner: User, verb: str, *, by: User | None, at: datetime, was_team: Team | None) -> Ticket:
    was = ticket.owner
    ticket.owner = owner
    fields = ["owner", "team", "participant_ids"]
    changes = [Changed("owner", was and was.name, owner.name)]
    if ticket.team != was_team:
        changes.append(Changed("team", was_team and was_team.key, ticket.team and ticket.team.key))
    if ticket.state == Ticket.State.NEW:
        ticket.state = Ticket.State.OPEN
        fields.append("state")
        changes.append(Changed("state", Ticket.State.NEW.value, Ticket.State.OPEN.value))
    take_part(ticket, owner)
    accept_offered(ticket, by=by, at=at)
    keep(ticket, verb, *changes, by=by, at=at, fields=fields)
    leave(was_team, was)
    notify(ticket, Notification.Kind.ASSIGNED, [owner], by=by, at=at)
    if was is None:
        announce(TicketTaken(ticket_id=ticket.pk, by_id=by.pk if by else None, at=at))
    return ticket


def _ensure_works(owner: User) -> None:
    if not owner.has("tickets.take"):
        raise Invalid(field="owner", reason=_("{name} does not work on tickets.").format(name=owner.name))


def leave(team: Team | None, owner: User | None) -> None:
    """Nudge the lists that the ticket stood in."""
    if team is not None:
        nudge(f"tickets:team:{team.pk}")
    nudge(f"tickets:user:{owner.pk}" if owner is not None else "tickets:unassigned")
