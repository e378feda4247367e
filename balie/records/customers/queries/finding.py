"""Find customers by what they are known by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, CharField, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.foundation.errors import NotFound
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.together import Asked
from balie.foundation.text.numbers import WrongNumber, group, is_number
from balie.records.customers.models import Customer


@dataclass(frozen=True)
class CustomerSummary:
    """One line of a customer, masked. `name` as in a list, `spoken_name` as said."""

    id: int
    number: int
    name: str
    spoken_name: str
    kind: str
    language: str
    form_of_address: str
    special_needs: str = ""


@dataclass(frozen=True)
class Named:
    """Of a file what a summary tells, before the mask."""

    pk: int
    number: int
    kind: str
    given_name: str
    family_name: str
    organisation_name: str
    language: str
    form_of_address: str
    special_needs: str


class NameParts(NamedTuple):
    """Of a file what its name is made of, before the mask."""

    kind: str
    given_name: str
    family_name: str
    organisation_name: str


def load(viewer: User, number: int) -> Customer:
    """The file of this number, or the one it was merged into.

    Raises `WrongNumber` when the check digit is wrong, `NotFound` for who may not see it.
    """
    ensure_number(number)
    rows = Customer.objects.visible_to(viewer).select_related("customer_type", "account_manager", "team")
    found = rows.filter(number=number).first()
    if found and found.merged_into_id:
        found = rows.filter(pk=found.merged_into_id).first()
    if found is None:
        raise NotFound()
    return found


def ensure_number(number: int) -> None:
    """Raise `WrongNumber` unless `number` can be a customer's."""
    if not is_number(number, Customer.KIND_DIGIT):
        raise WrongNumber(group(number))


def find_by_number(viewer: User, number: int) -> Customer | None:
    """As `load`, None for who may not see it."""
    try:
        return load(viewer, number)
    except (NotFound, WrongNumber):
        return None


def find_by_phone(e164: str) -> list[Customer]:
    """Every current file with this number, the one where it is the first number first; whoever may see them."""
    rows = Customer.objects.current().filter(phones__number=e164)
    return list(rows.order_by("-phones__is_primary", "sort_key", "pk")[:20])


def files_reached_by(viewer: User, party: str) -> list[CustomerSummary]:
    """Every current file with this telephone number or mail address that the viewer may see, by name: none of them is the first."""
    if not party:
        return []
    reached = {"mail_addresses__address": party} if "@" in party else {"phones__number": party}
    rows = Customer.objects.visible_to(viewer).current().filter(**reached).order_by("sort_key", "pk")[:20]
    mask = Mask(viewer)
    return [summary_of(each, mask) for each in rows]


def find_by_mail(address: str) -> Customer | None:
    """The one current file with this address; None too when several share it: a person then chooses."""
    rows: list[Customer] = _BY_MAIL.records(address=address.strip().lower())
    return rows[0] if len(rows) == 1 else None


def found_by_mail_asked(address: str) -> Asked:
    """What `find_by_mail` will ask."""
    return _BY_MAIL.asked(address=address.strip().lower())


_BY_MAIL = Prepared(lambda: Customer.objects.current().filter(mail_addresses__address=Given("address", CharField()))[:2])


def summaries(viewer: User, ids: Iterable[int | None]) -> dict[int, CustomerSummary]:
    """id → summary, masked, of those the viewer may see; one query."""
    wanted = {each for each in ids if each}
    if not wanted:
        return {}
    mask = Mask(viewer)
    return {row[0]: summary_of(Named(*row), mask) for row in _NAMED(viewer, ids=list(wanted))}


def _known(viewer: User) -> QuerySet[Customer]:
    return Customer.objects.visible_to(viewer).filter(pk__among=Given("ids", ArrayField(BigIntegerField())))


def _named(viewer: User) -> QuerySet[Customer, Any]:
    return _known(viewer).values_list("pk", *(each.name for each in fields(Named) if each.name != "pk"))


_NAMED = Prepared(_named)


def name_parts(viewer: User, customer: str) -> Subquery:
    """For a list's own query: what the name of the file in its column `customer` is made of, null where the viewer may not see it.

    `name_in_list` reads it.
    """
    file = Customer.objects.visible_to(viewer).filter(pk=OuterRef(customer))
    return Subquery(file.values(parts=Cast(JSONObject(**{name: name for name in NameParts._fields}), TextField())))


# Remembered, since a list is fetched again at each nudge.
@lru_cache(maxsize=4096)
def name_in_list(parts: str | None, mask: Mask) -> str:
    """The name as in a list, masked; "" for nobody."""
    return masked_names(NameParts(**json.loads(parts)), mask)[0] if parts else ""


def summary_of(customer: Customer | Named, mask: Mask) -> CustomerSummary:
    name, spoken = masked_names(customer, mask)
    return CustomerSummary(
        id=customer.pk,
        number=customer.number,
        name=name,
        spoken_name=spoken,
        kind=customer.kind,
        language=customer.language,
        form_of_address=customer.form_of_address,
        special_needs=mask(Customer, "special_needs", customer.special_needs),
    )


def masked_names(customer: Customer | Named | NameParts, mask: Mask) -> tuple[str, str]:
    """(as in a list, as said)."""
    if customer.kind == Customer.Kind.ORGANISATION:
        name = mask(Customer, "organisation_name", customer.organisation_name)
        return name, name
    family = mask(Customer, "family_name", customer.family_name)
    given = mask(Customer, "given_name", customer.given_name)
    return ", ".join(part for part in (family, given) if part), " ".join(part for part in (given, family) if part)


def in_order(found: Sequence[Customer], ids: Sequence[int]) -> list[Customer]:
    """`found` in the order of `ids`."""
    place = {pk: at for at, pk in enumerate(ids)}
    return sorted(found, key=lambda customer: place.get(customer.pk, len(place)))
