"""What is known of the customer and the contact when a script runs, as conditions, variants and prefilled answers use it."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from django.db.models import Model, OuterRef, Subquery

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.conversation.contacts.models import Contact
from balie.conversation.identity.queries import assurance_in
from balie.operations.scripts.queries.published import arrival_of, purpose_of
from balie.operations.scripts.rules.values import Value
from balie.records.customers.models import Customer, MailAddress, Phone, PostalAddress
from balie.records.taxonomy.queries import organisation


def facts_of(viewer: User | None, contact: Contact, *, at: datetime) -> dict[str, Value]:
    """The facts by name; those that are not known are left out, and what the viewer may not read."""
    customer = contact.customer
    found = {"customer.is_known": customer is not None, **_of_contact(contact, at)}
    if customer is not None:
        found |= _of_customer(customer) | _personal(viewer, customer)
    return {name: value for name, value in found.items() if value != ""}


def _of_contact(contact: Contact, at: datetime) -> dict[str, Value]:
    ours = organisation()
    _number, queue = arrival_of(contact)
    return {
        "contact.channel": contact.channel,
        "contact.direction": contact.direction,
        "contact.language": contact.language,
        "contact.brand": contact.brand.name.in_language(contact.language) if contact.brand else (ours.name if ours else ""),
        "contact.queue": queue,
        "contact.purpose": purpose_of(contact),
        "contact.hour": at.astimezone(ZoneInfo(ours.zone if ours else "Europe/Brussels")).hour,
        "identity.tier": assurance_in(contact.pk, at=at).name.lower(),
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


def _personal(viewer: User | None, customer: Customer) -> dict[str, Value]:
    """Nothing for one who reads no personal data: a fact that is masked is no fact."""
    if viewer is not None and Mask(viewer).text("x") != "x":
        return {}
    reached = _reached_at(customer)
    return {
        "customer.name": customer.spoken_name,
        "customer.given_name": customer.given_name,
        "customer.family_name": customer.family_name,
        "customer.phone": reached["phone"] or "",
        "customer.mail": reached["mail"] or "",
        "customer.postcode": reached["postcode"] or "",
        "customer.city": reached["city"] or "",
    }


def _reached_at(customer: Customer) -> dict[str, str | None]:
    """The first number and addresses of the customer, in one query."""

    def first(model: type[Model], field: str) -> Subquery:
        rows = model._default_manager.filter(customer=OuterRef("pk")).order_by("-is_primary", "pk")
        return Subquery(rows.values(field)[:1])

    found = Customer.objects.filter(pk=customer.pk).values(
        phone=first(Phone, "number"),
        mail=first(MailAddress, "address"),
        postcode=first(PostalAddress, "postcode"),
        city=first(PostalAddress, "city"),
    )
    return cast("dict[str, str | None]", found.get())
