"""Making, changing and ending contracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, NotFound, Outdated, Refusal
from balie.foundation.events import announce
from balie.foundation.live import nudge
from balie.foundation.text.normalise import one_line
from balie.foundation.text.numbers import next_number
from balie.records.calendars.models import Calendar
from balie.records.catalogue import rules
from balie.records.catalogue.events import ContractsChanged
from balie.records.catalogue.finding import index_contract
from balie.records.catalogue.models import Contract, ContractType, Entitlement, EntitlementKind, Service
from balie.records.catalogue.policies import CHANGE
from balie.records.customers.actions.files import locked
from balie.records.customers.models import Customer

FIRST_YEAR, LAST_YEAR = 1950, 2199
# A change of these may change which agreement holds for whom.
_TELLING = frozenset({"type", "covers", "first_on", "last_on"})


class AlreadyOver(Refusal):
    """A contract ends once; later it is changed."""

    code = "already_over"
    sentence = _("The last day of this contract is {day} already. Change the contract to let it go on longer.")


@dataclass(frozen=True)
class Entitled:
    """So many of a kind in each period; without a quantity as many as are needed."""

    kind: EntitlementKind
    quantity: int | None
    period: str = Entitlement.Period.YEAR


@transaction.atomic
def save_contract(
    contract: Contract,
    *,
    type: ContractType,  # noqa: A002  the trade's word
    calendar: Calendar,
    services: Sequence[Service] = (),
    entitlements: Sequence[Entitled] = (),
    covers: str = "",
    first_on: date,
    last_on: date | None = None,
    note: str = "",
    by: User | None,
    at: datetime,
    version: int | None = None,
) -> Contract:
    """Save a new contract of its holder, or a known one; `covers` as usual for the holder when it is not said.

    Raises `Invalid` naming type, services, covers, first_on, last_on, note or entitlements; `Outdated` when `version` is not the newest.
    """
    holder = locked(contract.holder, by=by)
    contract = _held(contract, by=by) if contract.pk else contract
    ensure_may(by, CHANGE, contract)
    if version is not None and contract.pk and contract.version != version:
        raise Outdated(version=contract.version)
    covers = covers or (Contract.Covers.PEOPLE if holder.kind == Customer.Kind.ORGANISATION else Contract.Covers.HOLDER)
    values: dict[str, Any] = {
        "type": type,
        "calendar": calendar,
        "covers": covers,
        "first_on": first_on,
        "last_on": last_on,
        "note": _note(note),
    }
    _ensure_sense(holder, **values)
    before = _standing(contract) if contract.pk else {}
    for field, value in values.items():
        setattr(contract, field, value)
    _keep(contract, services, entitlements, at=at)
    changed = sorted(field for field, value in _standing(contract).items() if before.get(field) != value)
    if before and changed:
        _touch(contract, at=at)
    if changed:
        _tell(contract, "changed" if before else "created", changed, by=by, at=at)
    return contract


@transaction.atomic
def end_contract(contract: Contract, *, last_on: date, by: User | None, at: datetime, version: int | None = None) -> Contract:
    """Let the contract end after the day `last_on`. Raises `AlreadyOver`, `Invalid` on last_on, `Outdated`."""
    locked(contract.holder, by=by)
    held = _held(contract, by=by)
    ensure_may(by, CHANGE, held)
    if version is not None and held.version != version:
        raise Outdated(version=held.version)
    if held.last_on is not None and held.last_on <= last_on:
        raise AlreadyOver(day=date_format(held.last_on))
    _ensure_days(held.first_on, last_on)
    held.last_on = last_on
    _touch(held, at=at)
    _tell(held, "ended", ["last_on"], by=by, at=at)
    return held


def _held(contract: Contract, *, by: User | None) -> Contract:
    """The contract as it is now, locked; its holder is, already."""
    rows = Contract.objects.all() if by is None else Contract.objects.visible_to(by)
    held = rows.select_for_update(of=("self",)).select_related("holder", "type", "calendar").filter(pk=contract.pk).first()
    if held is None:
        raise NotFound()
    return held


def _note(text: str) -> str:
    line = one_line(text)
    if len(line) > 300:
        raise Invalid(field="note", reason=_("This is too long: at most {longest} characters.").format(longest=300))
    return line


def _ensure_sense(holder: Customer, *, covers: str, first_on: date, last_on: date | None, **_others: Any) -> None:
    if covers not in Contract.Covers.values:
        raise Invalid(field="covers", reason=_("Choose one of the values offered."))
    if covers == Contract.Covers.PEOPLE and holder.kind != Customer.Kind.ORGANISATION:
        raise Invalid(field="covers", reason=_("Only an organisation has people whom its contract covers."))
    _ensure_days(first_on, last_on)


def _ensure_days(first_on: date, last_on: date | None) -> None:
    for field, day in (("first_on", first_on), ("last_on", last_on)):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Invalid(field=field, reason=_("Look at the year: it lies between 1950 and 2199."))
    if last_on is not None and last_on < first_on:
        raise Invalid(field="last_on", reason=_("The last day is before the first."))


def _keep(contract: Contract, services: Sequence[Service], entitlements: Sequence[Entitled], *, at: datetime) -> None:
    if not contract.pk:
        contract.number, contract.created_at, contract.changed_at = next_number(Contract.KIND_DIGIT), at, at
    contract.save()
    contract.services.set(services)
    _keep_entitlements(contract, entitlements)


def _keep_entitlements(contract: Contract, wanted: Sequence[Entitled]) -> None:
    if len({each.kind.pk for each in wanted}) < len(wanted):
        raise Invalid(field="entitlements", reason=_("An entitlement stands in a contract once."))
    known = {each.kind_id: each for each in contract.entitlements.select_related("kind")}
    for each in wanted:
        row = known.pop(each.kind.pk, None) or Entitlement(contract=contract, kind=each.kind)
        row.quantity, row.period = _quantity(each.quantity), _period(each.period)
        row.save()
    used = next((row for row in known.values() if row.uses.exists()), None)
    if used is not None:
        reason = _("“{name}” was used already, so it stays in the contract.").format(name=used.kind.name)
        raise Invalid(field="entitlements", reason=reason)
    contract.entitlements.filter(pk__in=[row.pk for row in known.values()]).delete()


def _quantity(quantity: int | None) -> int | None:
    if quantity is not None and not 1 <= quantity <= rules.MOST_OF_ONE:
        raise Invalid(field="entitlements", reason=_("Write a whole number from 1 to {most}.").format(most=rules.MOST_OF_ONE))
    return quantity


def _period(period: str) -> str:
    if period not in Entitlement.Period.values:
        raise Invalid(field="entitlements", reason=_("Choose per how long it counts."))
    return period


def _standing(contract: Contract) -> Mapping[str, object]:
    """What of it may change, to be compared."""
    entitled = sorted(contract.entitlements.values_list("kind_id", "quantity", "period"), key=lambda row: row[0])
    found = Contract.objects.values("type", "calendar", "covers", "first_on", "last_on", "note").get(pk=contract.pk)
    return found | {"services": sorted(contract.services.values_list("pk", flat=True)), "entitlements": entitled}


def _touch(contract: Contract, *, at: datetime) -> None:
    contract.version, contract.changed_at = contract.version + 1, at
    contract.save()


def _tell(contract: Contract, verb: str, changed: Sequence[str], *, by: User | None, at: datetime) -> None:
    index_contract(contract)
    record(f"catalogue.contract_{verb}", contract, by=by, at=at, data={"fields": [*changed]})
    if _TELLING & set(changed):
        announce(ContractsChanged(customer_ids=(contract.holder_id,), at=at))
    nudge(f"customer:{contract.holder.number}", f"contract:{contract.number}")
