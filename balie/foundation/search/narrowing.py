"""Search with filters: of the kinds that know them, what fits, ranked by the other words, else the newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.utils.timezone import get_current_timezone

from balie.foundation.search.extensions import SEARCHABLE, Narrowing, SearchKind
from balie.foundation.search.queries import Hits, best_of, candidates_of, find, read, shares_of
from balie.foundation.search.ranking import Asked
from balie.foundation.search.rules.filters import Kind, Narrowed, Period, days_of

MOST_PEOPLE = 20


def find_narrowed(viewer: Any, narrowed: Narrowed, *, today: date, most: int = 8) -> list[Hits]:
    """What the viewer may see that fits the filters, at most `most` a kind; the kind with the best hit first."""
    asked_for = _narrowing(viewer, narrowed, today)
    kinds = [kind for kind in SEARCHABLE.fillings() if kind.narrow is not None]
    asked = replace(read(narrowed.words, kinds=[kind.kind for kind in kinds]), first=asked_for.first, after=asked_for.after)
    ranked = candidates_of(asked) if asked_for.whose is None else {}
    found = []
    for kind in kinds:
        ranks = _ranks(viewer, kind, asked, asked_for, ranked)
        if results := best_of(viewer, kind, ranks, most):
            found.append((ranks[results[0].object_id], Hits(kind, results)))
    return [hits for _rank, hits in sorted(found, key=lambda pair: -pair[0])]


def _narrowing(viewer: Any, narrowed: Narrowed, today: date) -> Narrowing:
    first, after = days_of(Period(period), today) if (period := narrowed.value(Kind.PERIOD)) else (None, None)
    name = narrowed.value(Kind.WHOSE)
    return Narrowing(narrowed.value(Kind.STATE), _begin(first), _begin(after), _people(viewer, name) if name else None)


def _people(viewer: Any, name: str) -> list[int]:
    """Whom the viewer may know of that are called so."""
    kinds = [kind.kind for kind in SEARCHABLE.fillings() if kind.by_name]
    return [result.object_id for hits in find(viewer, name, kinds=kinds, most=MOST_PEOPLE) for result in hits.results]


def _ranks(viewer: Any, kind: SearchKind, asked: Asked, asked_for: Narrowing, ranked: Mapping[tuple[str, int], float]) -> dict[int, float]:
    assert kind.narrow is not None
    if asked_for.whose is None:
        ids: Sequence[int] = [pk for name, pk in ranked if name == kind.kind]
        return {pk: ranked[kind.kind, pk] for pk in kind.narrow(viewer, replace(asked_for, ids=ids))} if ids else {}
    fitting = kind.narrow(viewer, asked_for) if asked_for.whose else []
    if asked.query.is_empty:
        return {pk: -float(place) for place, pk in enumerate(fitting)}
    return shares_of(asked, kind.kind, fitting)


def _begin(day: date | None) -> datetime | None:
    """The day's first moment here."""
    return datetime.combine(day, time(), get_current_timezone()) if day else None
