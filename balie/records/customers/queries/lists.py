"""The list of customers: filtered, sorted, paged by key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.foundation.statements.page_keys import moment_in, number_in
from balie.records.customers.models import Customer, MailAddress, Phone, PostalAddress
from balie.records.customers.queries.finding import masked_names

PAGE_ROWS = 50
SEPARATOR = "~"


@dataclass(frozen=True)
class Filters:
    """`sort` is name or change; `at` a key of `Page`, `is_before` the page that ends there."""

    kind: str = ""
    customer_type: int | None = None
    language: str = ""
    mine: bool = False
    incomplete: bool = False
    sort: str = "name"
    at: str = ""
    is_before: bool = False


@dataclass(frozen=True)
class CustomerRow:
    """One line, masked."""

    number: int
    name: str
    kind: str
    customer_type: str
    language: str
    phone: str
    mail: str
    place: str
    account_manager: str
    changed_at: datetime


@dataclass(frozen=True)
class Page:
    """Rows, and the keys of the pages before and after; empty at an end."""

    rows: list[CustomerRow] = field(default_factory=list)
    before: str = ""
    after: str = ""


def customers_for(viewer: User, filters: Filters) -> Page:
    """One page of 50 of what the viewer may see; one query."""
    names = ("changed_at", "pk") if filters.sort == "change" else ("sort_key", "pk")
    descends = (filters.sort == "change") != filters.is_before
    rows = _filtered(viewer, filters)
    rows = rows.filter(_beyond(filters.at, names[0], descends=descends)) if filters.at else rows
    found = list(_described(rows).order_by(*(f"-{name}" if descends else name for name in names))[: PAGE_ROWS + 1])
    is_more, found = len(found) > PAGE_ROWS, found[:PAGE_ROWS]
    if filters.is_before:
        found.reverse()
    if not found:
        return Page()
    has_before = is_more if filters.is_before else bool(filters.at)
    has_after = True if filters.is_before else is_more
    mask = Mask(viewer)
    return Page(
        [_row(customer, mask) for customer in found],
        before=_key(found[0], names[0]) if has_before else "",
        after=_key(found[-1], names[0]) if has_after else "",
    )


def _filtered(viewer: User, filters: Filters) -> QuerySet[Customer]:
    wanted: Mapping[str, Any] = {
        "kind": filters.kind,
        "customer_type": filters.customer_type,
        "language": filters.language,
        "account_manager": viewer.pk if filters.mine else None,
        "is_incomplete": filters.incomplete,
    }
    return Customer.objects.visible_to(viewer).current().filter(**{name: value for name, value in wanted.items() if value})


def _described(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    def first(model: type[Phone | MailAddress | PostalAddress], column: str) -> Subquery:
        return Subquery(model.objects.filter(customer=OuterRef("pk")).order_by("-is_primary", "pk").values(column)[:1])

    return rows.select_related("customer_type", "account_manager").annotate(
        first_phone=first(Phone, "number"), first_mail=first(MailAddress, "address"), first_place=first(PostalAddress, "city")
    )


def _row(customer: Customer, mask: Mask) -> CustomerRow:
    shown = customer.__dict__
    return CustomerRow(
        number=customer.number,
        name=masked_names(customer, mask)[0],
        kind=str(customer.get_kind_display()),
        customer_type=str(customer.customer_type or ""),
        language=customer.language,
        phone=mask(Phone, "number", shown["first_phone"] or ""),
        mail=mask(MailAddress, "address", shown["first_mail"] or ""),
        place=mask(PostalAddress, "city", shown["first_place"] or ""),
        account_manager=str(customer.account_manager or ""),
        changed_at=customer.changed_at,
    )


def _key(customer: Customer, column: str) -> str:
    value = customer.changed_at.isoformat() if column == "changed_at" else customer.sort_key
    return f"{customer.pk}{SEPARATOR}{value}"


def _beyond(key: str, column: str, *, descends: bool) -> Q:
    """What lies past `key`; a key nobody can read is as none."""
    written, _separator, text = key.partition(SEPARATOR)
    try:
        pk, value = number_in(written), text if column == "sort_key" else moment_in(text.replace(" ", "+"))
    except ValueError:
        return Q()
    way = "lt" if descends else "gt"
    return Q(**{f"{column}__{way}": value}) | Q(**{column: value, f"pk__{way}": pk})
