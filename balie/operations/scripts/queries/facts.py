"""What is known of the customer and the contact when a script runs, as conditions, variants and prefilled answers use it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.operations.scripts.queries.situation import Situation
from balie.operations.scripts.rules.values import Value
from balie.records.customers.models import Customer


def facts_of(viewer: User | None, situation: Situation) -> dict[str, Value]:
    """The facts by name; those that are not known are left out, and what the viewer may not read."""
    customer = situation.contact.customer
    found = {"customer.is_known": customer is not None, **_of_contact(situation)}
    if customer is not None:
        found |= _of_customer(customer) | _personal(viewer, customer, situation)
    return {name: value for name, value in found.items() if value != ""}


def _of_contact(situation: Situation) -> dict[str, Value]:
    contact = situation.contact
    return {
        "contact.channel": contact.channel,
        "contact.direction": contact.direction,
        "contact.language": contact.language,
        "contact.brand": contact.brand.name.in_language(contact.language) if contact.brand else situation.organisation,
        "contact.queue": situation.queue,
        "contact.purpose": situation.purpose,
        "contact.hour": situation.at.astimezone(ZoneInfo(situation.zone)).hour,
        "identity.tier": situation.assurance.name.lower(),
    }


def _of_customer(customer: Customer) -> dict[str, Value]:
    return {
        "customer.type": customer.customer_type.key if customer.customer_type else "",
        "customer.style": customer.style,
        "customer.address": customer.form_of_address,
        "customer.language": customer.language,
        "customer.salutation": customer.salutation,
        "customer.is_prospect": customer.is_prospect,
    }


def _personal(viewer: User | None, customer: Customer, situation: Situation) -> dict[str, Value]:
    """Nothing for one who reads no personal data: a fact that is masked is no fact."""
    if viewer is not None and Mask(viewer).text("x") != "x":
        return {}
    return {
        "customer.name": customer.spoken_name,
        "customer.given_name": customer.given_name,
        "customer.family_name": customer.family_name,
        "customer.phone": situation.phone,
        "customer.mail": situation.mail,
        "customer.postcode": situation.postcode,
        "customer.city": situation.city,
    }
