"""The lists a ticket is treated with, in one query: words of the organisation, teams, people, reasons, templates, procedures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, Case, CharField, F, IntegerField, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import get_language

from balie.access.accounts.models import Team, User
from balie.casework.procedures.models import Procedure
from balie.casework.procedures.rules import STEP_TEXT
from balie.casework.tickets.models import StateReason, TermsStamp, Ticket
from balie.casework.tickets.queries.templates import KIND as TEMPLATE
from balie.casework.tickets.queries.templates import Template, place_of
from balie.foundation.statements.prepared import Prepared
from balie.foundation.statements.together import Asked
from balie.foundation.text.labels import LANGUAGES, Label
from balie.foundation.text.models import Text
from balie.foundation.ui.filters import Offered
from balie.records.taxonomy.models import Category, Cause, Purpose, Result
from balie.records.taxonomy.rules import tree_paths


class Term(NamedTuple):
    """One line of a list; `extra` is the state of a reason or the place of a template, `parent` the category above."""

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

    purposes: Offered
    categories: Offered
    results: Offered
    causes: Offered
    teams: Offered
    people: Offered
    reasons: list[Term]
    templates: list[Template]
    usernames: list[tuple[str, str]]
    names: Mapping[tuple[str, str], str]
    has_procedures: bool


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
    terms = _read(_written(vars(ticket).get("terms_stamp", MISSING)), get_language() or LANGUAGES[0])
    return _arranged(terms, tuple((term.kind, term.pk) for term in terms if term.is_retired and used.get(term.kind) == term.pk))


def terms_asked() -> Asked:
    """What `terms_for` will ask, as long as nothing of the lists changed and the ticket has no `terms_stamp` of its query."""
    return _STAMP.asked()


def terms_stamp() -> Subquery:
    """For a ticket's own query, as `terms_stamp`."""
    return Subquery(TermsStamp.objects.values("value"))


_texts: dict[UUID | None, str] = {}
MISSING, MOST_TEXTS = object(), 4


def _written(stamp: Any) -> str:
    """All lists as one text, read anew when the stamp is another one. The stamp comes first: what changes in between only makes it old."""
    if stamp is MISSING:
        [(stamp,)] = _STAMP() or [(None,)]
    known = _texts.get(stamp)
    if known is None or stamp is None:
        if len(_texts) >= MOST_TEXTS:
            _texts.clear()
        known = _texts[stamp] = _TERMS.text()
    return known


# Known again by their text: reading the words of an organisation takes longer than the database needs to write them.
@lru_cache(maxsize=16)
def _read(written: str, language: str) -> tuple[Term, ...]:
    rows = [tuple(row.values()) for row in json.loads(written)]
    return tuple(Term(kind, pk, key, Label(name).in_language(language), *rest) for kind, pk, key, name, *rest in rows)


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
        templates=[_template(term) for term in _by_name(chosen("template"))],
        usernames=[(term.key, term.name) for term in people],
        names={(term.kind, term.key): term.name for term in terms},
        has_procedures="procedure" in by_kind,
    )


def _terms() -> Any:
    first, *others = _parts()
    return first.union(*others, all=True).order_by("position", "pk")


_TERMS, _STAMP = Prepared(_terms), Prepared(lambda: TermsStamp.objects.values_list("value"))


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
        _rows("procedure", Procedure.objects.all(), position=None),
        _rows("step", Text.objects.filter(kind=STEP_TEXT), position=None),
        _rows("template", Text.objects.filter(kind=TEMPLATE), extra=Cast(place_of(), CharField()), position=None),
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


def _template(term: Term) -> Template:
    place = json.loads(term.extra)
    return Template(term.key, term.name, place["languages"] or (), place["brands"] or (), place["mailboxes"] or ())


def _by_name(terms: Iterable[Term]) -> list[Term]:
    return sorted(terms, key=lambda term: term.name.casefold())


def _pairs(terms: Iterable[Term]) -> Offered:
    return Offered((term.pk, term.name) for term in terms)


def _paths(all_of_them: list[Term], offered: list[Term]) -> Offered:
    kept = {term.pk for term in offered}
    paths = tree_paths({term.pk: term.parent for term in all_of_them}, {term.pk: term.name for term in all_of_them})
    return Offered((pk, path) for pk, path in paths if pk in kept)
