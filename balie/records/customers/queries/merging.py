"""What a merge would do, before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.foundation.ui.filters import date as shown_date
from balie.records.customers.models import Consent, Customer, CustomerMerge, CustomerNote, Holding, MailAddress, Phone, PostalAddress
from balie.records.customers.queries.history import moving_with
from balie.records.customers.queries.labels import FIELD_NAMES
from balie.records.customers.rules import differing

MOST_MERGES = 20


@dataclass(frozen=True)
class Difference:
    """A field both files fill: choose."""

    field: str
    label: str
    kept: str
    merged: str


@dataclass(frozen=True)
class MergePreview:
    """`moves`: (words, how many); `differences` to choose; `filled`: labels of empty fields that get a value."""

    moves: list[tuple[str, int]]
    differences: list[Difference]
    filled: list[str]


def merge_preview(viewer: User, kept: Customer, merged: Customer, fields: tuple[str, ...]) -> MergePreview:
    """What goes from `merged` to `kept`, masked for the viewer."""
    mine, theirs = ({field: getattr(each, field) for field in fields} for each in (kept, merged))
    mask = Mask(viewer)
    differences = [
        Difference(field, str(FIELD_NAMES[field]), shown(kept, field, mask), shown(merged, field, mask))
        for field in differing(mine, theirs)
    ]
    filled = [str(FIELD_NAMES[field]) for field in fields if theirs[field] and not mine[field]]
    return MergePreview(_counts(merged) + moving_with(merged), differences, filled)


def shown(customer: Customer, field: str, mask: Mask) -> str:
    """The value of a field in words, masked."""
    value: Any = getattr(customer, field)
    words = getattr(customer, f"get_{field}_display", None)
    if words:
        return str(words())
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    masked = mask(Customer, field, value)
    return shown_date(masked) if field == "born_on" and not isinstance(masked, str) else str(masked or "")


def _counts(customer: Customer) -> list[tuple[str, int]]:
    kinds: list[tuple[type[models.Model], str]] = [
        (Phone, _("telephone numbers")),
        (MailAddress, _("mail addresses")),
        (PostalAddress, _("addresses")),
        (Holding, _("what the customer has")),
        (Consent, _("consents")),
        (CustomerNote, _("notes")),
    ]
    found = Customer.objects.filter(pk=customer.pk).values_list(*(_count(model) for model, _words in kinds))
    return [(words, count) for (_model, words), count in zip(kinds, found[0], strict=True) if count]


def _count(model: type[models.Model]) -> Coalesce:
    rows = model._default_manager.filter(customer=models.OuterRef("pk")).values("customer")
    return Coalesce(models.Subquery(rows.annotate(n=models.Count("pk")).values("n")), 0)


@dataclass(frozen=True)
class MergeLine:
    """A file that was merged into another and can be taken apart."""

    number: int
    name: str
    at: datetime
    by: str


def merges_into(kept: Customer, mask: Mask) -> list[MergeLine]:
    """The newest first; whoever asks may see the kept file."""
    rows = CustomerMerge.objects.filter(kept=kept, undone_at=None).select_related("merged", "by").order_by("-pk")[:MOST_MERGES]
    return [MergeLine(row.merged.number, mask.text(row.merged.spoken_name), row.at, row.by.name if row.by else "") for row in rows]
