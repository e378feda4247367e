"""Contracts among what one search finds: by number and type."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.foundation.search.actions import Entry, index
from balie.foundation.search.extensions import Result, SearchKind
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.ui.addresses import url
from balie.records.catalogue.models import Contract
from balie.records.customers.queries.finding import masked_names

KIND = "contract"


def index_contract(contract: Contract) -> None:
    index(
        Entry(
            kind=KIND,
            object_id=contract.pk,
            title=" ".join(dict.fromkeys(contract.type.name.values())),
            keys=str(contract.number),
            at=contract.changed_at,
        )
    )


def load(viewer: User, ids: Sequence[int]) -> list[Result]:
    """The hits the viewer may see, with their holder; one query."""
    mask = Mask(viewer)
    return [
        Result(
            object_id=contract.pk,
            title=str(contract.type.name),
            url=url("catalogue:contract", contract.number),
            number=contract.number,
            detail=masked_names(contract.holder, mask)[0],
            at=contract.changed_at,
        )
        for contract in _FOUND.records(viewer, ids=list(ids))
    ]


_FOUND = Prepared(
    lambda viewer: (
        Contract.objects.visible_to(viewer).select_related("holder", "type").filter(pk__among=Given("ids", ArrayField(BigIntegerField())))
    )
)

SEARCHABLE = [SearchKind(KIND, _("Contracts"), "book", load)]
