"""What the index knows of the words of a query, in one statement: their stems, how common they are, and which others are like them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from balie.foundation.search.rules.clues import Lexicon, Word, words_to_ask
from balie.foundation.search.rules.typed import Query
from balie.foundation.statements.cursors import planned_cursor

LEAST_ALIKE = 4  # a slip in three letters makes another word
LEAST_RELATED = 5
MOST_LOOKED_AT = 40
# The stems of a word in each language. One that a language leaves out has none there; `stops` tells that it does.
_STEMS = "ARRAY[{0}] || ts_lexize('dutch_stem', {0}) || ts_lexize('french_stem', {0}) || ts_lexize('english_stem', {0}) || ts_lexize('german_stem', {0})"
_STOPS = (
    "'{{}}' IN (ts_lexize('dutch_stem', {0}), ts_lexize('french_stem', {0}), ts_lexize('english_stem', {0}), ts_lexize('german_stem', {0}))"
)
# Asked by the letters they begin or end with: bounds the index of the words is read between, whatever is typed.
_READ = f"""
WITH typed AS (SELECT unnest(%(typed)s::text[]) COLLATE "C" AS word),
asked AS MATERIALIZED (
    SELECT word, {_STEMS.format("word")} AS stems, {_STOPS.format("word")} AS stops
    FROM (SELECT DISTINCT unnest(%(asked)s::text[]) COLLATE "C" AS word) AS given
),
known AS MATERIALIZED (
    SELECT asked.word, stems, stops, coalesce(max(documents), 0) AS documents
    FROM asked LEFT JOIN search_word ON search_word.word = ANY(stems)
    GROUP BY asked.word, stems, stops
),
total AS (SELECT coalesce(max(documents), 0) AS documents FROM search_word WHERE word = '')
SELECT 'total', '', '', documents, '{{}}'::text[], false FROM total
UNION ALL
SELECT 'word', word, word, documents, stems, stops FROM known WHERE documents > 0 OR stops OR word IN (SELECT word FROM typed)
UNION ALL
SELECT 'alike', typed.word, near.word, near.documents, {_STEMS.format("near.word")}, false
FROM typed JOIN known USING (word), total CROSS JOIN LATERAL (
    SELECT word, documents FROM search_word WHERE search_word.word %% typed.word
    ORDER BY similarity(search_word.word, typed.word) DESC, documents DESC LIMIT {MOST_LOOKED_AT}
) AS near
WHERE NOT stops AND length(typed.word) >= {LEAST_ALIKE} AND known.documents * 20000 <= total.documents AND typed.word !~ '[0-9]'
UNION ALL
SELECT 'related', typed.word, near.word, near.documents, {_STEMS.format("near.word")}, false
FROM typed JOIN known USING (word) CROSS JOIN LATERAL (
    (SELECT word, documents FROM search_word
    WHERE search_word.word >= {{begin}} AND search_word.word < {{begin}} || E'\\uFFFF' ORDER BY documents DESC LIMIT {MOST_LOOKED_AT})
    UNION ALL
    (SELECT word, documents FROM search_word
    WHERE reverse(search_word.word) >= reverse(typed.word) AND reverse(search_word.word) < reverse(typed.word) || E'\\uFFFF'
    ORDER BY documents DESC LIMIT {MOST_LOOKED_AT})
) AS near
WHERE NOT stops AND length(typed.word) >= {LEAST_RELATED} AND typed.word !~ '[0-9]'
""".replace("{begin}", "left(typed.word, greatest(4, length(typed.word) - 3))")  # noqa: S608 - our own words


def read_lexicon(query: Query) -> Lexicon:
    """What is known of the words of the query, of those they may be parted into and of those two may make."""
    found: dict[str, dict[str, Any]] = {"word": {}, "alike": {}, "related": {}}
    total = 0
    for kind, typed, name, documents, stems, stops in _rows(words_to_ask(query), query.words):
        if kind == "total":
            total = documents
            continue
        word = Word(tuple(dict.fromkeys(stems)), documents, stops)
        if kind == "word":
            found[kind][name] = word
        else:
            found[kind].setdefault(typed, []).append((name, word))
    return Lexicon(total, found["word"], found["alike"], found["related"])


def _rows(asked: Sequence[str], typed: Sequence[str]) -> list[tuple[Any, ...]]:
    if not asked:
        return []
    with planned_cursor() as cursor:
        cursor.execute(_READ, {"asked": list(asked), "typed": list(dict.fromkeys(typed))})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
