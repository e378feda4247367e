"""Where an answer goes."""

from __future__ import annotations

from balie.casework.tickets.models import Ticket
from balie.conversation.contacts.models import Contact
from balie.conversation.email.queries import reply_recipients
from balie.records.customers.models import MailAddress


def last_mail_contact(ticket: Ticket) -> Contact | None:
    """The newest mail of the customer that an answer belongs to, else our own newest."""
    mails = Contact.objects.filter(ticket_contacts__ticket=ticket, channel=Contact.Channel.MAIL).order_by("-started_at", "-pk")
    return mails.filter(direction=Contact.Direction.IN).first() or mails.first()


def recipients_of(ticket: Ticket) -> tuple[str, list[str]]:
    """(to, cc) an answer is proposed to: the last mail's, else the customer's own address; empty when none is known."""
    contact = last_mail_contact(ticket)
    if contact is not None:
        return reply_recipients(contact)
    if ticket.customer_id is None:
        return (ticket.requester_address if "@" in ticket.requester_address else "", [])
    addresses = MailAddress.objects.filter(customer_id=ticket.customer_id).order_by("-is_primary", "pk")
    return (addresses.values_list("address", flat=True).first() or "", [])
