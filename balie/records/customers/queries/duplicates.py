"""Who might be the same customer: shown before a file is made, and before it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.foundation.errors import Invalid
from balie.records.customers import values
from balie.records.customers.models import Customer, MailAddress, Phone
from balie.records.customers.queries.finding import CustomerSummary, summary_of
from balie.records.customers.rules import sort_key
from balie.records.taxonomy.queries import home_country

MOST = 6


@dataclass(frozen=True)
class Likely:
    """A file that may be the same customer, and why."""

    customer: CustomerSummary
    why: str


def likely_duplicates(viewer: User, fields: Mapping[str, Any], *, but: int | None = None) -> list[Likely]:
    """At most six files like `fields` that the viewer may see, the surest first; unfinished values are left aside.

    Fields: kind, given_name, family_name, organisation_name, phone, mail, vat_number, postcode, born_on.
    At most five queries, four of them by index on an exact value.
    """
    rows = Customer.objects.visible_to(viewer).current().exclude(pk=but or 0)
    found: dict[int, tuple[Customer, str]] = {}
    for matches, why in _asked(rows, fields):
        for customer in matches[:MOST]:
            found.setdefault(customer.pk, (customer, why))
    mask = Mask(viewer)
    return [Likely(summary_of(customer, mask), why) for customer, why in list(found.values())[:MOST]]


def _asked(rows: QuerySet[Customer], fields: Mapping[str, Any]) -> list[tuple[QuerySet[Any], str]]:
    country = home_country()
    asked: list[tuple[QuerySet[Any], str]] = []
    if phone := _read(values.read_phone, fields.get("phone"), region=country):
        asked.append((rows.filter(pk__in=Phone.objects.filter(number=phone).values("customer")), _("same telephone number")))
    if mail := _read(values.read_mail_address, fields.get("mail")):
        asked.append((rows.filter(pk__in=MailAddress.objects.filter(address=mail).values("customer")), _("same mail address")))
    if vat := _read(values.read_vat_number, fields.get("vat_number"), country=country):
        asked.append((rows.filter(vat_number=vat), _("same VAT number")))
    return asked + _by_name(rows, fields)


def _by_name(rows: QuerySet[Customer], fields: Mapping[str, Any]) -> list[tuple[QuerySet[Any], str]]:
    """A like name at the same postcode or born on the same day; the very same name alone too."""
    name = sort_key(
        kind=str(fields.get("kind") or Customer.Kind.PERSON),
        given_name=str(fields.get("given_name") or ""),
        family_name=str(fields.get("family_name") or ""),
        organisation_name=str(fields.get("organisation_name") or ""),
    )
    if len(name) < 3:
        return []
    alike = (
        rows.filter(sort_key__trigram_similar=name)
        .annotate(likeness=TrigramSimilarity("sort_key", name))
        .order_by(F("likeness").desc(), "pk")
    )
    asked: list[tuple[QuerySet[Any], str]] = []
    postcode, born_on = str(fields.get("postcode") or "").strip(), fields.get("born_on")
    if postcode:
        there = Q(postal_addresses__postcode__iexact=postcode)
        asked.append((alike.filter(there).distinct(), _("like name, same postcode")))
    if isinstance(born_on, date):
        asked.append((alike.filter(born_on=born_on), _("like name, born on the same day")))
    asked.append((rows.filter(sort_key=name).order_by("pk"), _("same name")))
    return asked


def _read(read: Any, typed: object, **options: str) -> str:
    """The value, or nothing while it is still being typed."""
    text = str(typed or "").strip()
    try:
        return str(read(text, **options)) if text else ""
    except Invalid:
        return ""
