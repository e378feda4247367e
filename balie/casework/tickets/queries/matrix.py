"""What every ticket asks of the organisation: the matrix urgency × impact → priority, which procedures there are, and what a wait holds;
read every few seconds at most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import BigIntegerField, Value

from balie.casework.procedures.queries.offered import offered
from balie.casework.procedures.rules import Binding, chosen
from balie.casework.tickets.models import PriorityCell, StateReason
from balie.casework.tickets.rules import DEFAULT_MATRIX
from balie.records.taxonomy.models import Category, CustomerType

_KEY, _SECONDS = "tickets.decided", 5
_PAUSES = "tickets.pauses"
_CELL, _BINDING, _PARENT, _BEFORE = range(4)
type Pauses = Mapping[int, tuple[str, tuple[str, ...] | None]]


@dataclass(frozen=True)
class Decided:
    """`cells`: the matrix over the default; `bindings`: the procedures that start; `parents`: category → the one above; `before`: types of customers who go before."""

    cells: Mapping[tuple[int, int], int]
    bindings: Sequence[Binding]
    parents: Mapping[int, int | None]
    before: frozenset[int]


def matrix() -> Mapping[tuple[int, int], int]:
    """(urgency, impact) → priority, as the organisation set it over the default; seconds behind in other processes."""
    return _decided().cells


def fitting(*, category_id: int | None, purpose_id: int | None) -> int | None:
    """The version of a procedure that starts for a ticket of this category and purpose; None when none does. Seconds behind, too."""
    known = _decided()
    found = chosen(known.bindings, category_id=category_id, purpose_id=purpose_id, parents=known.parents)
    return found.version_id if found else None


def forget_matrix() -> None:
    """The procedures with it."""
    cache.delete(_KEY)


def types_that_go_before() -> frozenset[int]:
    """The types of customers whose tickets are more pressing by one; seconds behind in other processes."""
    return _decided().before


def pauses() -> Pauses:
    """Id of a reason to wait → its key and the promises it holds, None where its state decides."""
    known: Pauses | None = cache.get(_PAUSES)
    if known is None:
        known = {row.pk: (row.key, None if row.pauses is None else tuple(row.pauses)) for row in StateReason.objects.all()}
        cache.set(_PAUSES, known, _SECONDS)
    return known


def forget_pauses() -> None:
    cache.delete(_PAUSES)


def _decided() -> Decided:
    known: Decided | None = cache.get(_KEY)
    if known is None:
        known = _read(_rows())
        cache.set(_KEY, known, _SECONDS)
    return known


def _rows() -> Iterable[tuple[int, int, int | None, int | None]]:
    """All in one statement, as (kind, three numbers): a ticket that is opened asks no more of the database for the procedures."""
    nothing = Value(None, output_field=BigIntegerField())
    cells: Any = PriorityCell.objects.order_by().values_list(Value(_CELL), "urgency", "impact", "priority")
    bindings = offered().order_by().values_list(Value(_BINDING), "pk", "category_id", "purpose_id")
    before = CustomerType.objects.filter(goes_before=True).order_by().values_list(Value(_BEFORE), "pk", nothing, nothing)
    return cells.union(bindings, before, Category.objects.order_by().values_list(Value(_PARENT), "pk", "parent_id", nothing), all=True)  # type: ignore[no-any-return]


def _read(rows: Iterable[tuple[int, int, int | None, int | None]]) -> Decided:
    cells, bindings, parents, before = dict(DEFAULT_MATRIX), [], {}, set()
    for kind, first, second, third in rows:
        if kind == _CELL:
            cells[first, second or 0] = third or 0
        elif kind == _BINDING:
            bindings.append(Binding(first, second, third))
        elif kind == _BEFORE:
            before.add(first)
        else:
            parents[first] = second
    return Decided(cells, tuple(bindings), parents, frozenset(before))
