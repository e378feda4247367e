"""What a contract is made of: the organisation's types, services, entitlements and opening hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet, Value

from balie.foundation.statements.prepared import Prepared
from balie.records.calendars.models import Calendar
from balie.records.calendars.queries import calendars
from balie.records.catalogue.models import ContractType, EntitlementKind, Service
from balie.records.taxonomy.models import Term

_MODELS: tuple[type[Term], ...] = (ContractType, Service, EntitlementKind)


@dataclass(frozen=True)
class Choices:
    """By id, in the organisation's order, retired ones too."""

    types: Mapping[int, ContractType]
    services: Mapping[int, Service]
    kinds: Mapping[int, EntitlementKind]
    calendars: Mapping[int, Calendar]


def choices() -> Choices:
    """All of it in two queries."""
    rows = _TERMS()
    return Choices(_read(ContractType, rows), _read(Service, rows), _read(EntitlementKind, rows), {each.pk: each for each in calendars()})


def _read[T: Term](model: type[T], rows: list[Any]) -> dict[int, T]:
    """As records, so that they can be told of a contract."""
    mine = [row[1:5] for row in rows if row[0] == model.__name__]
    return {row[0]: model.from_db(DEFAULT_DB_ALIAS, ("id", "key", "name", "is_retired"), row) for row in mine}


def _terms() -> Any:
    first, *others = [_rows(model) for model in _MODELS]
    return first.union(*others, all=True).order_by("position", "pk")


def _rows(model: type[Term]) -> QuerySet[Any, Any]:
    rows = model._default_manager.order_by()
    return rows.values_list(Value(model.__name__), "pk", "key", "name", "is_retired", "position")


_TERMS = Prepared(_terms)
