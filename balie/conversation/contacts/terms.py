"""The lists a contact is noted with, in one query: purposes, categories and results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, IntegerField, Q, Value

from balie.conversation.contacts.models import Contact, Question
from balie.records.taxonomy.models import Category, Purpose, Result
from balie.records.taxonomy.rules import tree_paths

type Choices = list[tuple[int, str]]


@dataclass(frozen=True)
class Terms:
    """(id, name) of what may be chosen; retired words only where they stand already."""

    purposes: Choices
    categories: Choices
    results: Choices


def terms_for(contact: Contact, questions: list[Question]) -> Terms:
    """The lists in the organisation's order; categories as their path in the tree."""
    rows = list(
        _rows("purpose", Purpose.objects.all(), used={each.purpose_id for each in questions})
        .union(
            _rows("category", Category.objects.all(), used={each.category_id for each in questions}, parent=F("parent_id")),
            _rows(
                "result",
                Result.objects.filter(applies_to__in=["contact", "both"]),
                used={contact.result_id, *(each.result_id for each in questions)},
            ),
            all=True,
        )
        .order_by("position", "pk")
    )
    kinds: dict[str, list[Any]] = {"purpose": [], "category": [], "result": []}
    for row in rows:
        kinds[row[0]].append(row)
    return Terms(_plain(kinds["purpose"]), _paths(kinds["category"]), _plain(kinds["result"]))


def _rows(kind: str, found: Any, *, used: set[int | None], parent: Any = None) -> Any:
    parent = Value(None, output_field=IntegerField()) if parent is None else parent
    in_use = found.filter(Q(is_retired=False) | Q(pk__in=used - {None}))
    return in_use.order_by().values_list(Value(kind), "pk", "name", parent, "position")


def _plain(rows: list[Any]) -> Choices:
    return [(pk, str(name)) for _kind, pk, name, _parent, _position in rows]


def _paths(rows: list[Any]) -> Choices:
    names = {row[1]: str(row[2]) for row in rows}
    parents = {row[1]: row[3] if row[3] in names else None for row in rows}
    return tree_paths(parents, names)
