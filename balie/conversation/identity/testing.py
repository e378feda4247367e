"""Builders for tests of identity."""

from __future__ import annotations

from datetime import date
from typing import Any

from balie.access.accounts.models import User
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact
from balie.records.customers.models import Customer
from balie.records.customers.testing import a_customer


def a_known_customer(**fields: Any) -> Customer:
    """A file with a birth date, an address and an account number to ask for."""
    place = {"street": "Kerkstraat", "house_number": "12", "postcode": "9000", "city": "Gent"}
    return a_customer(**{"born_on": date(1985, 5, 3), "iban": "BE68539007547034", "phones": ["0470000001"], "addresses": [place], **fields})


def a_call_with(customer: Customer, operator: User, **fields: Any) -> Contact:
    """The operator's open call with the customer, whose file is older."""
    Customer.objects.filter(pk=customer.pk).update(created_at="2026-01-05T08:00:00Z")
    return a_contact(operator=operator, customer=customer, **fields)
