"""How pressing a ticket is: urgency × impact, and who or what goes before."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import rules
from balie.casework.tickets.actions.holding import Changed, ensure_open, held, keep
from balie.casework.tickets.events import MajorIncidentDeclared
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.matrix import matrix, types_that_go_before
from balie.conversation.contacts.models import Contact
from balie.foundation.events import announce
from balie.records.customers.models import Customer

DECLARE = "tickets.declare_major"


def prioritise(ticket: Ticket) -> list[Changed]:
    """Set the priority that follows from how the ticket stands; the change, if it is one."""
    before = ticket.priority
    ticket.priority = rules.priority_of(
        matrix(), urgency=ticket.urgency, impact=ticket.impact, is_vip=ticket.is_vip, is_major=ticket.is_major
    )
    return [Changed("priority", before, ticket.priority)] if ticket.priority != before else []


def goes_before(customer: Customer | None, contact: Contact | None = None) -> bool:
    """Whether the customer, else that of the contact, is of a type that goes before; nothing is asked where there is no such type."""
    types = types_that_go_before()
    if not types or (customer is None and (contact is None or contact.customer_id is None)):
        return False
    if customer is not None:
        return customer.customer_type_id in types
    assert contact is not None
    known = vars(contact).get("customer_type", 0)
    return (known if known != 0 or contact.customer is None else contact.customer.customer_type_id) in types


@transaction.atomic
def set_major(number: int, *, is_major: bool, by: User, at: datetime) -> Ticket:
    """Declare the open ticket a major incident, of the highest priority, which everybody sees; or not any more."""
    ticket = held(number, by=by, verb="tickets.change")
    ensure_may(by, DECLARE, ticket)
    if is_major:
        ensure_open(ticket)
    if ticket.is_major == is_major:
        return ticket
    ticket.is_major = is_major
    changes = [Changed("is_major", "" if is_major else "1", "1" if is_major else ""), *prioritise(ticket)]
    keep(ticket, "changed", *changes, by=by, at=at, fields=[change.field for change in changes])
    announce(MajorIncidentDeclared(ticket_id=ticket.pk, is_major=is_major, by_id=by.pk, at=at))
    return ticket
