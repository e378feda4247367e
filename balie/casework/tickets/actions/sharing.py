"""A mail to two of our addresses is one ticket with both teams."""

from __future__ import annotations

from balie.access.accounts.models import Team, User
from balie.access.permissions.levels import Level
from balie.casework.tickets.actions.holding import Changed, keep, notify
from balie.casework.tickets.models import Notification, Ticket
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.sharing import share_contact
from balie.conversation.email.events import MailRepeated
from balie.foundation.live import nudge


def share_ticket(event: MailRepeated) -> None:
    """Reaction: the other mailbox's team sees the ticket as its own team does, and is told; the more closed of the two counts."""
    ticket = Ticket.objects.select_for_update(of=("self",)).filter(ticket_threads__thread=event.thread_id).first()
    if ticket is None or event.team_id in {ticket.team_id, *ticket.also_team_ids}:
        return
    team = Team.objects.get(pk=event.team_id)
    ticket.also_team_ids, ticket.level = [*ticket.also_team_ids, team.pk], Level(max(ticket.level, event.level))
    keep(ticket, "shared", Changed("also_team", "", team.key), by=None, at=event.at, fields=["also_team_ids", "level"])
    notify(ticket, Notification.Kind.SHARED, User.objects.filter(is_active=True, team_ids__contains=[team.pk]), by=None, at=event.at)
    nudge(f"tickets:team:{team.pk}")


def share_with_its_teams(ticket: Ticket, contact: Contact) -> None:
    """What comes later is for the same teams."""
    if ticket.also_team_ids:
        share_contact(contact.pk, ticket.also_team_ids, level=contact.level, at=contact.started_at)
