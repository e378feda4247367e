"""The statements that find and rank: candidates by the index of words, few however common a word is, then a rank for each.

The rank is BM25's: how rare a word is, times how much of it a document has against its length. `ts_rank` of a single word gives the
latter, for it knows where the word stands (the title counts most) and how often.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from balie.foundation.search.rules.clues import Clue, lesson_of
from balie.foundation.search.rules.typed import Query, prefix_terms

CANDIDATES = 200
NEWEST = 80  # of those that have all words: common words are looked for in the newest things only, however many there are
MOST_OF_A_WORD = 5_000  # documents with a word that are gone through; a word in more of them says too little alone
LONGEST_NAME = 4  # words
FLATTENS, LENGTH = 0.3, 0.4  # how soon more of the same word says no more; how much a long document has to have more of it
LEARNED = 1.5
LEAST_RANK = 0.001
AS_TYPED = 1_000.0  # a number or an address that stands there as it was typed

_RANKED = """
WITH clue AS MATERIALIZED (
    SELECT place, form::tsquery AS form, weight
    FROM unnest(%(places)s::int[], %(forms)s::text[], %(weights)s::float8[]) AS given (place, form, weight)
),
lesson AS MATERIALIZED (
    SELECT kind, object_id, sum(times) AS times FROM search_lesson WHERE word = ANY(%(lessons)s) GROUP BY kind, object_id
),
{before}
found AS MATERIALIZED (
    SELECT kind, object_id, language, at, vector || ''::tsvector AS vector, length(vector) AS size FROM search_document WHERE id IN ({ids})
),
ranked AS (
    SELECT found.kind, found.object_id, (
        SELECT sum(best) FROM (
            SELECT max(weight / (1 + %(flattens)s * (1 - %(length)s + %(length)s * size / usual) / nullif(ts_rank(vector, form), 0))) AS best
            FROM clue GROUP BY place
        ) AS each
    ) * (1 + 0.5 / (2 + extract(epoch FROM now() - at) / 2592000.0)) * CASE WHEN language = %(language)s THEN 1.05 ELSE 1 END AS rank
    FROM found, (SELECT avg(size) AS usual FROM found) AS sizes
)
SELECT kind, object_id, greatest(coalesce(rank, 0) + %(learned)s * coalesce(sign(times) * ln(1 + abs(times)), 0), %(least_rank)s)
FROM ranked LEFT JOIN lesson USING (kind, object_id)
"""
_NEWEST_WITH = "(SELECT id FROM search_document WHERE vector @@ %(every)s::tsquery {kinds} ORDER BY {order} DESC LIMIT %(newest)s)"
_WITH_ANY = """
wanted AS MATERIALIZED (
    SELECT form::tsquery AS form, weight FROM unnest(%(any_forms)s::text[], %(any_weights)s::float8[]) AS given (form, weight)
),
"""
_BEST_OF_ANY = """
    SELECT id FROM (
        (SELECT id, sum(weight) AS weight FROM wanted CROSS JOIN LATERAL (
            SELECT id FROM search_document WHERE vector @@ form {kinds} LIMIT %(most_of_a_word)s
        ) AS holding GROUP BY id ORDER BY 2 DESC, id DESC LIMIT %(candidates)s)
        UNION ALL
        SELECT id, 0 FROM search_document JOIN lesson USING (kind, object_id) WHERE times > 0 {kinds}
    ) AS best
"""
_BY_LIKENESS = """
UNION ALL (
    SELECT kind, object_id, %(named)s * word_similarity(%(words)s, keys) AS rank
    FROM search_document
    WHERE %(words)s <%% keys {kinds}
    ORDER BY rank DESC LIMIT %(candidates)s
)
"""
# The offset keeps the planner at the index of the pieces: where it thinks they are common it would read all documents, newest first.
_BY_PIECES = """
SELECT kind, object_id, %(as_typed)s
FROM (SELECT id, kind, object_id FROM search_document WHERE {pieces} {kinds} OFFSET 0) AS found
ORDER BY id DESC LIMIT %(candidates)s
"""
type Statement = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Asked:
    """What was typed, the clues in it, and where it is looked for."""

    query: Query
    clues: tuple[Clue, ...]
    kinds: tuple[str, ...] = ()
    language: str = ""
    first: datetime | None = None
    after: datetime | None = None

    @property
    def says(self) -> float:
        """What all the words together say that any document has."""
        return sum(clue.weight for clue in self.clues if clue.documents)

    @property
    def only(self) -> str:
        tests = {"kind = ANY(%(kinds)s)": self.kinds, "at >= %(first)s": self.first, "at < %(after)s": self.after}
        return "".join(f" AND {test}" for test, value in tests.items() if value)


def by_every_word(asked: Asked, *, apart: Sequence[str] = ()) -> Statement:
    """The newest that have every word, and those of the kinds that stand apart; the order of the latter keeps the planner at their own index."""
    every = " & ".join(_has(clue) for clue in asked.clues) or prefix_terms([f"'{word}'" for word in asked.query.spoken])
    if not every:
        return "", {}
    parts = [_NEWEST_WITH.format(kinds=asked.only, order="id")]
    parts += [_NEWEST_WITH.format(kinds=f"AND kind = '{kind}'", order="at") for kind in apart]
    return _RANKED.format(before="", ids=" UNION ".join(parts)), _values(asked) | {"every": every, "newest": NEWEST}


def by_any_word(asked: Asked) -> Statement:
    """The best of those that have any of the words, or what is like one; beside them the names like what was typed."""
    words = " ".join(asked.query.words) if len(asked.query.words) <= LONGEST_NAME else ""
    like = _BY_LIKENESS.format(kinds=asked.only) if words else ""
    if not asked.clues:
        return like.replace("UNION ALL", "", 1), _values(asked) | {"words": words, "named": 1.0}
    weights = _any_of(asked.clues)
    values = _values(asked, likely=True) | {
        "any_forms": list(weights),
        "any_weights": list(weights.values()),
        "most_of_a_word": MOST_OF_A_WORD,
        "words": words,
        "named": 0.5 * sum(clue.weight for clue in asked.clues),
    }
    return _RANKED.format(before=_WITH_ANY, ids=_BEST_OF_ANY.format(kinds=asked.only)) + like, values


def among(asked: Asked, kind: str, ids: Sequence[int]) -> Statement:
    """Each of these things, however old, by how much of the words it has."""
    found = "SELECT id FROM search_document WHERE kind = %(kind)s AND object_id = ANY(%(ids)s)"
    return _RANKED.format(before="", ids=found), _values(asked) | {"kind": kind, "ids": list(ids)}


def by_pieces(query: Query, kinds: Sequence[str]) -> Statement:
    """The newest that have every piece in their keys, and the words beside them, or words like these."""
    tests = [f"keys LIKE %(piece_{at})s" for at in range(len(query.pieces))]
    values: dict[str, Any] = {f"piece_{at}": f"%{_escaped(piece)}%" for at, piece in enumerate(query.pieces)}
    if query.words:
        tests.append("%(words)s <%% keys")
        values["words"] = " ".join(query.words)
    values |= {"kinds": list(kinds), "candidates": CANDIDATES, "as_typed": AS_TYPED}
    return _BY_PIECES.format(pieces=" AND ".join(tests), kinds="AND kind = ANY(%(kinds)s)" if kinds else ""), values


def _values(asked: Asked, *, likely: bool = False) -> dict[str, Any]:
    rows = []
    for place, clue in enumerate(_every(asked.clues)):
        forms = clue.forms | (clue.likely if likely else {})
        rows += [(place, _quoted(form), clue.weight * surely) for form, surely in forms.items()]
    places, spellings, weights = [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], []]
    return {
        "places": places,
        "forms": spellings,
        "weights": weights,
        "lessons": [lesson_of(clue) for clue in asked.clues],
        "kinds": list(asked.kinds),
        "first": asked.first,
        "after": asked.after,
        "language": asked.language,
        "candidates": CANDIDATES,
        "flattens": FLATTENS,
        "length": LENGTH,
        "learned": LEARNED,
        "least_rank": LEAST_RANK,
    }


def _every(clues: Sequence[Clue]) -> list[Clue]:
    return [each for clue in clues for each in clue.every()]


def _any_of(clues: Sequence[Clue]) -> dict[str, float]:
    """A `tsquery` for each clue, and what it says; those of words that are everywhere only when there are no others."""
    every = _every(clues)
    telling = [clue for clue in every if clue.documents <= MOST_OF_A_WORD] or every
    found = {" | ".join(_quoted(form) for form in clue.forms): clue.weight for clue in telling if clue.forms}
    for clue in telling:
        if clue.likely:
            found[" | ".join(_quoted(form) for form in clue.likely)] = clue.weight * max(clue.likely.values())
    return found


def _has(clue: Clue) -> str:
    """What a document with this word has: one of its forms, or every part of it."""
    forms = [_quoted(form) for form in clue.forms]
    if clue.parts:
        forms.append("(" + " & ".join(f"({' | '.join(map(_quoted, part.forms))})" for part in clue.parts) + ")")
    return f"({' | '.join(forms)})"


def _quoted(form: str) -> str:
    bare = form.removesuffix(":*")
    return f"'{bare}':*" if bare != form else f"'{bare}'"


def _escaped(piece: str) -> str:
    return piece.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
