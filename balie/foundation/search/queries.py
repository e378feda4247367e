"""Search: a bounded set of candidates by words and by pieces, ranked, then only what the viewer may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from balie.foundation.search.extensions import SEARCHABLE, Result, SearchKind
from balie.foundation.search.rules import Query, prefix_terms, read_query

CANDIDATES = 200
NEWEST = 80  # of those that have the words: a common word is looked for in the newest things only, however many there are
ENOUGH = 20  # that many hits by words: what was typed is spelled right

_BY_WORDS = """
SELECT kind, object_id, ts_rank(vector, query) * (1 + 1 / (2 + extract(epoch FROM now() - at) / 2592000.0)) AS rank
FROM (
    SELECT kind, object_id, vector, at, query
    FROM search_document,
        (SELECT to_tsquery('balie_simple', %(prefix)s)
            || plainto_tsquery('balie_nl', %(words)s) || plainto_tsquery('balie_fr', %(words)s)
            || plainto_tsquery('balie_en', %(words)s) || plainto_tsquery('balie_de', %(words)s) AS query) AS asked
    WHERE vector @@ query {kinds}
    ORDER BY {order} DESC LIMIT %(newest)s
) AS found
"""
_BY_LIKENESS = """
SELECT kind, object_id, 0.5 * word_similarity(%(words)s, keys) AS rank
FROM search_document
WHERE %(words)s <%% keys {kinds}
ORDER BY rank DESC LIMIT %(candidates)s
"""
# The offset keeps the planner at the index of the pieces: where it thinks they are common it would read all documents, newest first.
_BY_PIECES = """
SELECT kind, object_id, 1.0 AS rank
FROM (SELECT id, kind, object_id FROM search_document WHERE {pieces} {kinds} OFFSET 0) AS found
ORDER BY id DESC LIMIT %(candidates)s
"""


@dataclass(frozen=True)
class Hits:
    """The results of one kind, best first."""

    kind: SearchKind
    results: list[Result]


def find(viewer: Any, typed: str, *, kinds: Sequence[str] = (), most: int = 8) -> list[Hits]:
    """What the viewer may see for what was typed, at most `most` a kind; the kind with the best hit first."""
    ranked = candidates(typed, kinds=kinds)
    found = []
    for kind in SEARCHABLE.fillings():
        ranks = {object_id: rank for (name, object_id), rank in ranked.items() if name == kind.kind}
        if results := _best(viewer, kind, ranks, most):
            found.append((ranks[results[0].object_id], Hits(kind, results)))
    return [hits for _rank, hits in sorted(found, key=lambda pair: -pair[0])]


def _best(viewer: Any, kind: SearchKind, ranks: dict[int, float], most: int) -> list[Result]:
    """The best `most` the viewer may see; the lower ranks are only looked at when too few of the higher ones may be."""
    ids = sorted(ranks, key=lambda object_id: -ranks[object_id])
    results: list[Result] = []
    for chunk in (ids[: 2 * most], ids[2 * most :]):
        if chunk and len(results) < most:
            results += kind.load(viewer, chunk)
    return sorted(results, key=lambda result: -ranks[result.object_id])[:most]


def candidates(typed: str, *, kinds: Sequence[str] = ()) -> dict[tuple[str, int], float]:
    """(kind, object id) → rank of at most 2 × 200 documents, whoever may see them.

    Likeness, the dear one, is asked only while the words as typed find little.
    """
    query = read_query(typed)
    if query.is_empty:
        return {}
    ranks: dict[tuple[str, int], float] = {}
    with connection.cursor() as cursor:
        for sql, values in _statements(query, kinds):
            cursor.execute(sql, values)
            for kind, object_id, rank in cursor.fetchall():
                ranks[kind, object_id] = ranks.get((kind, object_id), 0.0) + float(rank)
            if len(ranks) >= (1 if query.pieces else ENOUGH):
                break
    return ranks


def _statements(query: Query, kinds: Sequence[str]) -> list[tuple[str, dict[str, Any]]]:
    """By pieces where there are any, then by all of it as words; without pieces by words and by likeness. The later ones are for who found too little."""
    only = "AND kind = ANY(%(kinds)s)" if kinds else ""
    values: dict[str, Any] = {"candidates": CANDIDATES, "newest": NEWEST, "kinds": list(kinds)}
    words = " ".join(query.words)
    spoken = values | {"words": " ".join(query.spoken), "prefix": prefix_terms(query.spoken)}
    by_words = (_with_those_apart(only, kinds), spoken)
    if query.pieces:
        tests = [f"keys LIKE %(piece_{at})s" for at in range(len(query.pieces))]
        values |= {f"piece_{at}": f"%{_escaped(piece)}%" for at, piece in enumerate(query.pieces)}
        if words:
            tests.append("%(words)s <%% keys")
            values["words"] = words
        by_pieces = (_BY_PIECES.format(pieces=" AND ".join(tests), kinds=only), values)
        return [by_pieces, by_words] if query.spoken else [by_pieces]
    return [by_words, (_BY_LIKENESS.format(kinds=only), values | {"words": words})] if words else []


def _with_those_apart(only: str, kinds: Sequence[str]) -> str:
    """The newest that have the words, and those of the kinds that stand apart; the order of the latter keeps the planner at their own index."""
    apart = [kind.kind for kind in SEARCHABLE.fillings() if kind.apart and (not kinds or kind.kind in kinds)]
    parts = [_BY_WORDS.format(kinds=only, order="id"), *(_BY_WORDS.format(kinds=f"AND kind = '{kind}'", order="at") for kind in apart)]
    return " UNION ".join(f"({part})" for part in parts)


def _escaped(piece: str) -> str:
    return piece.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
