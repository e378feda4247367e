"""Customers among what one search finds."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.foundation.search.extensions import Result, SearchKind
from balie.foundation.ui.addresses import url
from balie.foundation.ui.filters import phone as shown_phone
from balie.records.customers.models import Customer, Phone, PostalAddress
from balie.records.customers.queries.finding import masked_names


def load(viewer: User, ids: Sequence[int]) -> list[Result]:
    """The hits the viewer may see, with the first number and the place to tell namesakes apart; one query."""
    rows = Customer.objects.visible_to(viewer).current().filter(pk__in=ids)
    rows = rows.annotate(
        first_phone=Subquery(Phone.objects.filter(customer=OuterRef("pk")).order_by("-is_primary", "pk").values("number")[:1]),
        first_place=Subquery(PostalAddress.objects.filter(customer=OuterRef("pk")).order_by("-is_primary", "pk").values("city")[:1]),
    )
    mask = Mask(viewer)
    return [_result(customer, mask) for customer in rows]


def _result(customer: Customer, mask: Mask) -> Result:
    shown = customer.__dict__
    phone = mask(Phone, "number", shown["first_phone"] or "")
    place = mask(PostalAddress, "city", shown["first_place"] or "")
    return Result(
        object_id=customer.pk,
        title=masked_names(customer, mask)[0],
        url=url("customers:customer", customer.number),
        number=customer.number,
        detail=" · ".join(part for part in (shown_phone(phone), place, customer.language) if part),
    )


SEARCHABLE = [SearchKind("customer", _("Customers"), "customer", load, apart=True, by_name=True)]
