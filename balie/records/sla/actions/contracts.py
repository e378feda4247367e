"""Agreements that hold by contract, and the clocks that follow when that is other than before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, NotFound
from balie.records.catalogue.events import ContractsChanged
from balie.records.catalogue.models import Contract, ContractType, covered_by
from balie.records.customers.models import Customer, Relation
from balie.records.sla.extensions import FOLLOWERS, Batch
from balie.records.sla.jobs import defer_rebasing, defer_settling
from balie.records.sla.models import Agreement, ContractAgreement, DayTurned
from balie.records.sla.policies import MANAGE
from balie.records.sla.queries import named_for


@transaction.atomic
def hold_by_contract(
    agreement: Agreement,
    *,
    contract: Contract | None = None,
    contract_type: ContractType | None = None,
    first_on: date | None = None,
    last_on: date | None = None,
    by: User | None,
    at: datetime,
) -> ContractAgreement:
    """Let the agreement hold by one contract, or by all of a type. Raises `Invalid`: contract, last_on, or first_on when another of its kind holds then."""
    ensure_may(by, MANAGE)
    if (contract is None) is (contract_type is None):
        raise Invalid(field="contract", reason=_("Choose a type of contract, or write the number of one contract: not both."))
    if first_on and last_on and last_on < first_on:
        raise Invalid(field="last_on", reason=_("The last day is before the first."))
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    _lock(contract or contract_type)
    row = ContractAgreement(agreement=agreement, kind=agreement.kind, contract=contract, contract_type=contract_type)
    row.first_on, row.last_on = first_on, last_on
    if taken := _overlapping(row):
        reason = _("“{name}” holds here in some of these days. Choose other days, or remove that first.").format(name=taken.agreement.name)
        raise Invalid(field="first_on", reason=reason)
    row.save()
    _follow(row, "sla.contract_named", by=by, at=at)
    return row


@transaction.atomic
def release_contract(agreement: Agreement, pk: int, *, by: User | None, at: datetime) -> None:
    """Let the agreement hold by this contract or type no more. Raises `NotFound`, also for a contract that `by` may not see."""
    ensure_may(by, MANAGE)
    rows = named_for(agreement, by) if by else ContractAgreement.objects.filter(agreement=agreement)
    row = rows.select_for_update(of=("self",)).select_related("agreement").filter(pk=pk).first()
    if row is None:
        raise NotFound()
    _follow(row, "sla.contract_released", by=by, at=at)
    row.delete()


def set_kind(agreement: Agreement) -> None:
    """The agreement is of another kind now, and so by its contracts. Raises `Invalid` on kind when one has another agreement of that kind already."""
    for row in ContractAgreement.objects.filter(agreement=agreement).exclude(kind=agreement.kind):
        row.kind = agreement.kind
        if taken := _overlapping(row):
            reason = _("One of its contracts has “{name}” of this kind already. Remove it there first.").format(name=taken.agreement.name)
            raise Invalid(field="kind", reason=reason)
        row.save(update_fields=["kind"])
        _defer(**_scope(row))


def follow_days(agreement: Agreement) -> None:
    """The agreement holds on other days now, and so by its contracts, and where no other is named."""
    for row in ContractAgreement.objects.filter(agreement=agreement):
        _defer(**_scope(row))
    if agreement.is_default:
        follow_default(agreement.kind)


def follow_default(kind: str) -> None:
    """Another agreement of the kind holds where no other is named, or none."""
    _defer(default_of=kind)


def rebase_for_contracts(event: ContractsChanged) -> None:
    """Reaction: what these customers and their people asked runs under what their contracts say now."""
    for pk in event.customer_ids:
        _defer(customer_id=pk)


def turn_day() -> None:
    """Once a day, by the database's time: let the clocks follow the contracts that began or ended since."""
    with transaction.atomic():
        today = _database_day()
        turned, is_first = DayTurned.objects.select_for_update().get_or_create(is_only=True, defaults={"day": today})
        if is_first or turned.day >= today:
            return
        _defer(since=turned.day.isoformat(), until=today.isoformat())
        for agreement in Agreement.objects.filter(_between("", turned.day, today), is_default=True):
            follow_default(agreement.kind)
        turned.day = today
        turned.save(update_fields=["day"])


@transaction.atomic
def follow_contracts(*, after: int, at: datetime, **scope: int | str) -> Batch:
    """Bring the next of what the customers of the scope asked in line."""
    customers = _customers(scope)
    return next((each.follow(customers, after, at) for each in FOLLOWERS.fillings()), Batch(None, 0))


def count_following(**scope: int | str) -> int:
    """How much of what the customers of the scope asked is to be brought in line."""
    customers = _customers(scope)
    return sum(each.count(customers) for each in FOLLOWERS.fillings())


def transaction_now() -> datetime:
    """When the transaction began, by the database's clock: one moment for all that is done in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        now: datetime = cursor.fetchone()[0]
    return now


def _database_day() -> date:
    return timezone.localtime(transaction_now()).date()


def _customers(scope: Mapping[str, int | str]) -> QuerySet[Customer] | None:
    """Whose; None is everybody."""
    if "default_of" in scope:
        return None
    if customer_id := scope.get("customer_id"):
        people = Relation.objects.filter(organisation=int(customer_id)).values("person")
        return Customer.objects.filter(Q(pk=int(customer_id)) | Q(pk__in=people))
    if contract_id := scope.get("contract_id"):
        return covered_by(Contract.objects.filter(pk=int(contract_id)))
    if type_id := scope.get("contract_type_id"):
        return covered_by(Contract.objects.filter(type=int(type_id)))
    return covered_by(_turning(date.fromisoformat(str(scope["since"])), date.fromisoformat(str(scope["until"]))))


def _turning(since: date, until: date) -> QuerySet[Contract]:
    """The contracts that began or ended since, and those for which an agreement did."""
    turning = ContractAgreement.objects.filter(_between("", since, until) | _between("agreement__", since, until))
    by_type = Contract.objects.filter(type__in=turning.filter(contract=None).values("contract_type"))
    own = Contract.objects.filter(pk__in=turning.filter(contract_type=None).values("contract"))
    found = Contract.objects.turning(since, until).values("pk").union(by_type.values("pk"), own.values("pk"))
    return Contract.objects.filter(pk__in=found)


def _between(path: str, since: date, until: date) -> Q:
    begun = Q(**{f"{path}first_on__gt": since, f"{path}first_on__lte": until})
    return begun | Q(**{f"{path}last_on__gte": since, f"{path}last_on__lt": until})


def _lock(held: Contract | ContractType | None) -> None:
    """Two who name an agreement at once, one after the other."""
    if held is not None:
        type(held)._default_manager.select_for_update(of=("self",)).get(pk=held.pk)


def _overlapping(row: ContractAgreement) -> ContractAgreement | None:
    """Another agreement of its kind that holds by the same contract or type on one of its days."""
    others = ContractAgreement.objects.filter(kind=row.kind, contract=row.contract_id, contract_type=row.contract_type_id).exclude(
        pk=row.pk
    )
    if row.first_on:
        others = others.filter(Q(last_on=None) | Q(last_on__gte=row.first_on))
    if row.last_on:
        others = others.filter(Q(first_on=None) | Q(first_on__lte=row.last_on))
    return others.select_related("agreement").first()


def _follow(row: ContractAgreement, verb: str, *, by: User | None, at: datetime) -> None:
    scope = _scope(row)
    record(verb, row.agreement, by=by, at=at, data={"key": row.agreement.key, **scope})
    _defer(**scope)


def _scope(row: ContractAgreement) -> dict[str, int]:
    return {"contract_id": row.contract_id} if row.contract_id else {"contract_type_id": row.contract_type_id or 0}


def _defer(**scope: Any) -> None:
    defer_rebasing(**scope)
    defer_settling(**scope)
