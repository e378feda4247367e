"""The lists a ticket is treated with, in one query: words of the organisation, teams, people, reasons, templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, CharField, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import JSONObject
from django.utils.translation import get_language

from balie.access.accounts.models import Team, User
from balie.casework.tickets.models import StateReason, Ticket
from balie.casework.tickets.queries.templates import KIND as TEMPLATE
from balie.foundation.statements.prepared import Prepared
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.models import Text
from balie.records.taxonomy.models import Category, Cause, Purpose, Result
from balie.records.taxonomy.rules import tree_order

type Choices = list[tuple[int, str]]


class Term(NamedTuple):
    """One line of a list; `extra` is the state of a reason, `parent` the category above."""

    kind: str
    pk: int
    key: str
    name: str
    extra: str
    parent: int | None
    position: int
    is_retired: bool


@dataclass(frozen=True, eq=False)
class Terms:
    """(id, name) of what may be chosen; retired words only where the ticket has them. `names`: (kind, key) → name, of all.

    One object as long as nothing of it changes: equal only to itself.
    """

    purposes: Choices
    categories: Choices
    results: Choices
    causes: Choices
    teams: Choices
    people: Choices
    reasons: list[Term]
    templates: list[tuple[str, str]]
    usernames: list[tuple[str, str]]
    names: Mapping[tuple[str, str], str]


def terms_for(ticket: Ticket) -> Terms:
    """The lists in the organisation's order; people, teams and templates by name, categories as their path."""
    used = {
        "person": ticket.owner_id,
        "purpose": ticket.purpose_id,
        "category": ticket.category_id,
        "result": ticket.result_id,
        "cause": ticket.cause_id,
        "team": ticket.team_id,
        "reason": ticket.state_reason_id,
    }
    language = get_language() or LANGUAGES[0]
    terms = tuple(Term(kind, pk, key, name.in_language(language), *rest) for kind, pk, key, name, *rest in _TERMS())
    return _arranged(terms, tuple((term.kind, term.pk) for term in terms if term.is_retired and used.get(term.kind) == term.pk))


@lru_cache(maxsize=256)
def _arranged(terms: tuple[Term, ...], kept: tuple[tuple[str, int], ...]) -> Terms:
    """`kept`: the retired ones that may still be chosen."""
    by_kind: dict[str, list[Term]] = {}
    for term in terms:
        by_kind.setdefault(term.kind, []).append(term)

    def chosen(kind: str) -> list[Term]:
        return [term for term in by_kind.get(kind, []) if not term.is_retired or (kind, term.pk) in kept]

    people = _by_name(chosen("person"))
    return Terms(
        purposes=_pairs(chosen("purpose")),
        categories=_paths(by_kind.get("category", []), chosen("category")),
        results=_pairs(term for term in chosen("result") if term.extra != Result.AppliesTo.CONTACT),
        causes=_pairs(chosen("cause")),
        teams=_pairs(_by_name(chosen("team"))),
        people=_pairs(people),
        reasons=chosen("reason"),
        templates=[(term.key, term.name) for term in _by_name(chosen("template"))],
        usernames=[(term.key, term.name) for term in people],
        names={(term.kind, term.key): term.name for term in terms},
    )


def _terms() -> Any:
    first, *others = _parts()
    return first.union(*others, all=True).order_by("position", "pk")


_TERMS = Prepared(_terms)


def _parts() -> list[Any]:
    people = User.objects.filter(is_active=True, is_service=False, granted__contains=["tickets.take"])
    return [
        _rows("purpose", Purpose.objects.all()),
        _rows("category", Category.objects.all(), parent=F("parent_id")),
        _rows("result", Result.objects.all(), extra=F("applies_to")),
        _rows("cause", Cause.objects.all()),
        _rows("team", Team.objects.all(), position=None, is_retired=_not("is_active")),
        _rows("person", people, key="username", name=JSONObject(nl="name"), position=None, is_retired=Value(value=False)),
        _rows("reason", StateReason.objects.all(), extra=F("state"), position=None),
        _rows("template", Text.objects.filter(kind=TEMPLATE), position=None),
    ]


def _rows(
    kind: str,
    found: QuerySet[Any],
    *,
    key: str = "key",
    name: Any = "name",
    extra: Any = None,
    parent: Any = None,
    position: Any = "position",
    is_retired: Any = "is_retired",
) -> Any:
    extra = Value("", output_field=CharField()) if extra is None else extra
    parent = Value(None, output_field=IntegerField()) if parent is None else parent
    position = Value(0, output_field=IntegerField()) if position is None else position
    return found.order_by().values_list(Value(kind), "pk", key, name, extra, parent, position, is_retired)


def _not(field: str) -> Case:
    return Case(When(**{field: True}, then=Value(value=False)), default=Value(value=True), output_field=BooleanField())


def _by_name(terms: Iterable[Term]) -> list[Term]:
    return sorted(terms, key=lambda term: term.name.casefold())


def _pairs(terms: Iterable[Term]) -> Choices:
    return [(term.pk, term.name) for term in terms]


def _paths(all_of_them: list[Term], offered: list[Term]) -> Choices:
    named = {term.pk: term for term in all_of_them}
    kept = {term.pk for term in offered}
    walked = tree_order({term.pk: term.parent for term in all_of_them}, list(named))
    return [(pk, _path(named, pk)) for pk, _depth in walked if pk in kept]


def _path(named: Mapping[int, Term], pk: int) -> str:
    names: list[str] = []
    at: int | None = pk
    while at is not None and at in named and len(names) < 6:
        names.insert(0, named[at].name)
        at = named[at].parent
    return " › ".join(names)
