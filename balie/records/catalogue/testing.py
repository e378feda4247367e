"""Builders of contracts for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from balie.access.accounts.testing import MONDAY_9AM
from balie.records.calendars.actions import save_calendar
from balie.records.calendars.models import Calendar
from balie.records.calendars.slots import DAYS
from balie.records.catalogue.actions import Entitled, save_contract
from balie.records.catalogue.models import Contract, ContractType, Entitlement, EntitlementKind
from balie.records.customers.models import Customer
from balie.records.customers.testing import an_organisation_customer
from balie.records.taxonomy.testing import a_term

FIRST = date(2026, 1, 1)
HOURS = {day: [["08:30", "12:00"], ["13:00", "17:00"]] for day in DAYS[:5]}


def entitled(key: str = "interventions", quantity: int | None = 10, period: str = Entitlement.Period.YEAR) -> Entitled:
    return Entitled(a_term(EntitlementKind, key), quantity, period)


def support_hours() -> Calendar:
    """Office hours, made at first use."""
    known = Calendar.objects.filter(key="support").first()
    return known or save_calendar(
        Calendar(key="support"), name={"nl": "support"}, zone="Europe/Brussels", week=HOURS, by=None, at=MONDAY_9AM
    )


def a_contract(holder: Customer | None = None, *, type: str = "gold", entitlements: Sequence[Entitled] = (), **fields: Any) -> Contract:  # noqa: A002
    """In force from 1 January 2026 on, of an organisation, unless `fields` (those of `save_contract`) say otherwise."""
    values = {"first_on": FIRST, "calendar": fields.get("calendar") or support_hours(), "by": None, "at": MONDAY_9AM, **fields}
    contract = Contract(holder=holder or an_organisation_customer())
    return save_contract(contract, type=a_term(ContractType, type), entitlements=entitlements, **values)
