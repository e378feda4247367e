"""The agreements that a customer's contracts name: asked of the database each time, together with what is asked anyway."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, DateField, F, Q, QuerySet, Value

from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.together import Asked
from balie.records.catalogue.models import Contract
from balie.records.sla.models import ContractAgreement
from balie.records.sla.rules import chosen_by_contract


def contracted(customer_id: int, on: date) -> list[int]:
    """The agreements' ids, each once, in the order of contracts: those of contracts in force on that day, the organisations' too."""
    return chosen_by_contract(row[1:] for row in _NAMED(customer=customer_id, on=on))


def contracted_by_many(customer_ids: Collection[int], on: date) -> Mapping[int, list[int]]:
    """Customer → what `contracted` says, in one query."""
    named: dict[int, list[Any]] = {pk: [] for pk in customer_ids}
    for row in _NAMED_BY_MANY(customers=sorted(named), on=on):
        named[row[0]].append(row[1:])
    return {pk: chosen_by_contract(rows) for pk, rows in named.items()}


def contracted_asked(customer_id: int | None, on: date) -> Asked:
    """What `contracted` will ask; nothing without a customer."""
    return _NAMED.asked(customer=customer_id, on=on) if customer_id else Asked("", [])


def agreements_by(contracts: Iterable[int]) -> QuerySet[ContractAgreement]:
    """What the contracts name themselves."""
    return ContractAgreement.objects.filter(contract__in=contracts).select_related("agreement")


_ON = Given("on", DateField())


def _named(customer: Given, lookup: str) -> Any:
    """(customer, contract, kind, agreement, whether the contract itself names it) of everything in force, a part for each way to it: so each has its index."""
    first, *others = [_by(way, path, customer, lookup) for way in ("contract", "contract_type") for path in ("holder", "people")]
    found: Any = first.union(*others)
    return found.order_by("of", "named")


def _by(way: str, path: str, customer: Given, lookup: str) -> QuerySet[ContractAgreement, Any]:
    contract = "contract" if way == "contract" else "contract_type__contracts"
    whose = f"{contract}__holder" if path == "holder" else f"{contract}__holder__people__person"
    covered: dict[str, object] = {f"{whose}{lookup}": customer}
    if path == "people":
        covered[f"{contract}__covers"] = Contract.Covers.PEOPLE
    in_force = Q(**{f"{contract}__last_on": None}) | Q(**{f"{contract}__last_on__gte": _ON})
    rows = ContractAgreement.objects.filter(
        _on_a_day_of(""), _on_a_day_of("agreement__"), in_force, **{f"{contract}__first_on__lte": _ON}, **covered
    )
    is_own = Value(way == "contract", output_field=BooleanField())
    told = rows.annotate(whose=F(whose), of=F(f"{contract}__pk"), named=F("agreement_id"), is_own=is_own)
    return told.order_by().values_list("whose", "of", "kind", "named", "is_own")


def _on_a_day_of(path: str) -> Q:
    """From the first to the last day, where these are said: of what is named, or of the agreement itself."""
    begun = Q(**{f"{path}first_on": None}) | Q(**{f"{path}first_on__lte": _ON})
    return begun & (Q(**{f"{path}last_on": None}) | Q(**{f"{path}last_on__gte": _ON}))


_NAMED = Prepared(lambda: _named(Given("customer", BigIntegerField()), ""))
_NAMED_BY_MANY = Prepared(lambda: _named(Given("customers", ArrayField(BigIntegerField())), "__pk__among"))
