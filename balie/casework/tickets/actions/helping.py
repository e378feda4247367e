"""What helped is known when the work is done: the suggestions that were taken for it are learned from."""

from __future__ import annotations

from balie.casework.tickets.events import TicketStateChanged
from balie.casework.tickets.models import Ticket, TicketContact
from balie.conversation.contacts.events import ContactFinished
from balie.foundation.suggestions.actions import at_place, settle_suggestions

DONE = (Ticket.State.SOLVED, Ticket.State.CLOSED)


def learn_what_helped(event: TicketStateChanged) -> None:
    """Of a ticket that is solved, and of its contacts. One that is closed unsolved (spam, merged) teaches nothing."""
    if event.new in DONE and event.old not in DONE:
        contacts = TicketContact.objects.filter(ticket=event.ticket_id).values("contact_id")
        done = at_place("ticket", [event.ticket_id]) | at_place("contact", contacts)
        settle_suggestions(done, solved=event.new == Ticket.State.SOLVED)


def learn_what_answered(event: ContactFinished) -> None:
    """A contact without a ticket was settled there; with one it is known when that is solved."""
    if not TicketContact.objects.filter(contact=event.contact_id).exists():
        settle_suggestions(at_place("contact", [event.contact_id]), solved=True)
