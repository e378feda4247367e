"""Contracts on the whole timeline of a customer."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.foundation.ui.addresses import url
from balie.records.catalogue.models import Contract, Use
from balie.records.customers.extensions import TimelineEntry
from balie.records.customers.models import Customer


def timeline_for(viewer: User, customer: Customer, most: int) -> list[TimelineEntry]:
    """The newest uses by the customer, and the contracts that were made for it."""
    visible, mask = Contract.objects.visible_to(viewer), Mask(viewer)
    uses = Use.objects.filter(customer=customer, undone_at=None, entitlement__contract__in=visible)
    rows = uses.select_related("entitlement__kind", "entitlement__contract").order_by("-at", "-pk")[:most]
    made = visible.filter(holder=customer).select_related("type").order_by("-created_at", "-pk")[:most]
    return [_used(each, mask) for each in rows] + [_made(each) for each in made]


def _used(use: Use, mask: Mask) -> TimelineEntry:
    contract = use.entitlement.contract
    return TimelineEntry(
        at=use.at,
        icon="book",
        title=_("Used %(count)s × %(name)s") % {"count": use.quantity, "name": use.entitlement.kind.name},
        detail=mask(Use, "note", use.note),
        url=url("catalogue:contract", contract.number),
        number=contract.number,
    )


def _made(contract: Contract) -> TimelineEntry:
    return TimelineEntry(
        at=contract.created_at,
        icon="book",
        title=_("Contract “%(name)s” from %(day)s on") % {"name": contract.type.name, "day": date_format(contract.first_on)},
        url=url("catalogue:contract", contract.number),
        number=contract.number,
    )
