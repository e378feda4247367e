"""What contracts do when customers change."""

from __future__ import annotations

from balie.foundation.events import announce
from balie.records.catalogue.events import ContractsChanged
from balie.records.catalogue.models import Contract
from balie.records.customers.events import CustomersMerged, CustomersTakenApart, PeopleChanged


def follow_merge(event: CustomersMerged | CustomersTakenApart) -> None:
    """Reaction: the contracts of a file that was merged or taken apart went along, so who it holds for is another."""
    announce(ContractsChanged(customer_ids=(event.kept_id, event.merged_id), at=event.at))


def follow_people(event: PeopleChanged) -> None:
    """Reaction: an organisation's contracts hold for who came, and no more for who left."""
    if Contract.objects.filter(holder=event.organisation_id, covers=Contract.Covers.PEOPLE).exists():
        announce(ContractsChanged(customer_ids=(event.person_id,), at=event.at))
