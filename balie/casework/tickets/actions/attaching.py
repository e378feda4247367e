"""Whose ticket it is, on the customer's side."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from balie.access.accounts.models import User
from balie.casework.tickets.actions.changing import set_fields
from balie.casework.tickets.actions.holding import held
from balie.casework.tickets.models import Ticket
from balie.conversation.contacts.actions import attach_customer
from balie.conversation.contacts.models import Contact
from balie.records.customers.models import Customer


@transaction.atomic
def set_customer(number: int, customer: Customer, *, by: User, at: datetime) -> Ticket:
    """Say whose ticket it is; its contacts are that customer's too, so that mails to come know them. Raises `NotFound`."""
    ticket = held(number, by=by, verb="tickets.change")
    for contact in Contact.objects.filter(ticket_contacts__ticket=ticket).order_by("pk"):
        attach_customer(contact, customer, by=by, at=at)
    return set_fields(number, customer=customer, by=by, at=at)
