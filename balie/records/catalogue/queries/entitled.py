"""What a customer is entitled to, now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from balie.access.accounts.models import User
from balie.records.calendars.models import Calendar
from balie.records.calendars.queries import hours_of_each
from balie.records.catalogue import rules, words
from balie.records.catalogue.models import Use
from balie.records.catalogue.queries.contracts import ContractLine, contracts_of
from balie.records.customers.models import Customer

RECENT = timedelta(days=60)
FRESH = timedelta(minutes=10)


@dataclass(frozen=True)
class InForce:
    """A contract that holds, with its support hours now."""

    line: ContractLine
    hours: str
    is_open: bool


@dataclass(frozen=True)
class EntitledTo:
    """`holding` are in force; `others` come, or ended lately: they entitle to nothing now.

    `noted`: entitlement → the viewer's own newest use of it, noted moments ago, to be taken back where it was noted.
    """

    holding: Sequence[InForce]
    others: Sequence[ContractLine]
    noted: Mapping[int, Use]


def entitled_for(viewer: User, customer: Customer, *, at: datetime) -> EntitledTo:
    """What the customer is entitled to at `at`, by its own contracts and its organisations'; five queries, however many there are."""
    on = timezone.localtime(at).date()
    lines = contracts_of(viewer, customer, on=on)
    holding = [line for line in lines if line.standing == rules.IN_FORCE]
    hours = hours_of_each(Calendar.objects.filter(pk__in={line.calendar_id for line in holding})) if holding else {}
    return EntitledTo(
        [InForce(line, *words.hours_words(hours[line.calendar_id], at)) for line in holding],
        [line for line in lines if _is_worth_telling(line, on)],
        _noted(viewer, [line.id for line in holding], at),
    )


def _noted(viewer: User, contract_ids: Sequence[int], at: datetime) -> dict[int, Use]:
    fresh = Use.objects.filter(by=viewer, undone_at=None, at__gte=at - FRESH, entitlement__contract__in=contract_ids)
    return {use.entitlement_id: use for use in fresh.order_by("pk")} if contract_ids else {}


def _is_worth_telling(line: ContractLine, on: date) -> bool:
    """What comes, and what ended lately."""
    return line.standing == rules.COMING or (line.standing == rules.OVER and line.last_on is not None and on - line.last_on <= RECENT)
