"""Search: a bounded set of candidates by words and by pieces, ranked, then only what the viewer may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from balie.foundation.search.extensions import SEARCHABLE, Result, SearchKind
from balie.foundation.search.lexicon import read_lexicon
from balie.foundation.search.ranking import LEAST_RANK, Asked, among, by_any_word, by_every_word, by_pieces
from balie.foundation.search.rules.clues import clues_of
from balie.foundation.search.rules.snippets import snippet
from balie.foundation.search.rules.typed import read_query
from balie.foundation.statements.together import asked_together

ENOUGH = 20  # that many hits by all words: what was typed is spelled right


@dataclass(frozen=True)
class Hits:
    """The results of one kind, best first."""

    kind: SearchKind
    results: list[Result]


def find(viewer: Any, typed: str, *, kinds: Sequence[str] = (), language: str = "", most: int = 8) -> list[Hits]:
    """What the viewer may see for what was typed, at most `most` a kind; the kind with the best hit first."""
    ranked = candidates(typed, kinds=kinds, language=language)
    by_kind = {kind: {pk: rank for (name, pk), rank in ranked.items() if name == kind.kind} for kind in SEARCHABLE.fillings()}
    first = [kind.asked(viewer, in_order(ranks)[: 2 * most]) for kind, ranks in by_kind.items() if kind.asked and ranks]
    found = []
    with asked_together(*first):
        for kind, ranks in by_kind.items():
            if results := best_of(viewer, kind, ranks, most):
                shown = [replace(each, detail=snippet(each.text, typed)) if each.text else each for each in results]
                found.append((ranks[results[0].object_id], Hits(kind, shown)))
    return [hits for _rank, hits in sorted(found, key=lambda pair: -pair[0])]


def best_of(viewer: Any, kind: SearchKind, ranks: dict[int, float], most: int) -> list[Result]:
    """The best `most` the viewer may see; the lower ranks are only looked at when too few of the higher ones may be."""
    ids = in_order(ranks)
    results: list[Result] = []
    for chunk in (ids[: 2 * most], ids[2 * most :]):
        if chunk and len(results) < most:
            results += kind.load(viewer, chunk)
    return sorted(results, key=lambda result: -ranks[result.object_id])[:most]


def in_order(ranks: dict[int, float]) -> list[int]:
    """The best first."""
    return sorted(ranks, key=lambda object_id: -ranks[object_id])


def candidates(typed: str, *, kinds: Sequence[str] = (), language: str = "") -> dict[tuple[str, int], float]:
    """(kind, object id) → rank of a few hundred documents at most, whoever may see them.

    A number or an address is looked for as it is; else what has every word, and only while that is little what has any, or names like these.
    """
    query = read_query(typed)
    ranks = _rows(by_pieces(query, kinds)) if query.pieces else {}
    return ranks or candidates_of(read(typed, kinds=kinds, language=language))


def read(typed: str, *, kinds: Sequence[str] = (), language: str = "") -> Asked:
    """What was typed with what the lexicon knows of it: to be looked for in several ways."""
    query = read_query(typed)
    clues = () if query.is_empty else tuple(clues_of(query, read_lexicon(query)))
    return Asked(query, clues, tuple(kinds), language)


def candidates_of(asked: Asked) -> dict[tuple[str, int], float]:
    """As `candidates`, by the words alone."""
    if asked.query.is_empty:
        return {}
    ranks = _rows(by_every_word(asked, apart=_apart(asked.kinds)))
    if len(ranks) < ENOUGH:
        named = _named({kind for kind, _id in ranks})
        for key, rank in _rows(by_any_word(asked)).items():
            if key in ranks or key[0] not in named:
                ranks[key] = max(rank, ranks.get(key, rank))
    return ranks


def shares_of(asked: Asked, kind: str, ids: Sequence[int]) -> dict[int, float]:
    """Of these things those that have words of what was typed: id → how much of what all the words say, from 0 to about 1."""
    if not ids or not asked.says:
        return {}
    ranks = _rows(among(asked, kind, ids))
    return {object_id: rank / asked.says for (_kind, object_id), rank in ranks.items() if rank > LEAST_RANK}


def _named(found: set[str]) -> set[str]:
    """Those of the kinds that go by name: what was found of them by every word is what was meant."""
    return {kind.kind for kind in SEARCHABLE.fillings() if kind.by_name and kind.kind in found}


def _apart(kinds: Sequence[str]) -> list[str]:
    return [kind.kind for kind in SEARCHABLE.fillings() if kind.apart and (not kinds or kind.kind in kinds)]


def _rows(asked: tuple[str, dict[str, Any]]) -> dict[tuple[str, int], float]:
    sql, values = asked
    if not sql:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {(kind, object_id): float(rank) for kind, object_id, rank in cursor.fetchall()}
