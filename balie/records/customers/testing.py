"""Builders of customers for tests."""

from __future__ import annotations

from typing import Any

from balie.access.accounts.testing import MONDAY_9AM
from balie.records.customers.actions import create_customer
from balie.records.customers.models import Customer


def a_customer(**fields: Any) -> Customer:
    """A file as its action makes it: Jan Peeters unless `fields` (those of `create_customer`) say otherwise."""
    named = {"given_name": "Jan", "family_name": "Peeters"} if "organisation_name" not in fields else {"kind": Customer.Kind.ORGANISATION}
    return create_customer(**{"by": None, "at": MONDAY_9AM, "country": "BE", **named, **fields})


def an_organisation_customer(name: str = "Garage De Smet bv", **fields: Any) -> Customer:
    return a_customer(organisation_name=name, **fields)
