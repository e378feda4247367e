"""Keep the index: called by the action that changed the thing, in its transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from balie.foundation.search.extensions import SEARCHABLE
from balie.foundation.search.lexicon import read_lexicon
from balie.foundation.search.models import Document, Lesson
from balie.foundation.search.rules.clues import clues_of
from balie.foundation.search.rules.lessons import LEAST_TIMES, MOST_TIMES, WORTH, Deed, taught_words
from balie.foundation.search.rules.typed import read_query
from balie.foundation.search.rules.written import words_of
from balie.foundation.statements.cursors import planned_cursor

LONGEST_BODY = 20_000
LEARNED_AT_ONCE = 2_000
LEARNING = 8_107_301  # the advisory lock of the one who learns
_UPSERT = """
WITH written AS (
    INSERT INTO search_document (kind, object_id, language, keys, at, vector)
    VALUES (%(kind)s, %(object_id)s, %(language)s, %(keys)s, %(at)s,
        setweight(to_tsvector(%(config)s::regconfig, %(title)s), 'A')
        || setweight(to_tsvector('balie_simple', %(title)s), 'A')
        || setweight(to_tsvector(%(config)s::regconfig, %(body)s), 'C'))
    ON CONFLICT (kind, object_id) DO UPDATE SET
        language = excluded.language, keys = excluded.keys, at = excluded.at, vector = excluded.vector
    RETURNING vector, xmax = 0 AS is_new
)
INSERT INTO search_unread (words, is_new)
SELECT tsvector_to_array(strip(vector) || strip(to_tsvector('balie_simple', %(body)s))), is_new FROM written
"""
# What has a digit in it is looked for as it stands. Words in one order, so that two who learn never wait for one another crosswise.
_LEARN = """
WITH read AS (
    DELETE FROM search_unread WHERE id IN (SELECT id FROM search_unread ORDER BY id LIMIT %(most)s) RETURNING words, is_new
),
counted AS (
    SELECT word, count(*) AS documents FROM read, unnest(words) AS said (word)
    WHERE word !~ '[0-9]' AND length(word) BETWEEN 2 AND 40
        AND (is_new OR NOT EXISTS (SELECT FROM search_word AS known WHERE known.word = said.word))
    GROUP BY word
    UNION ALL
    SELECT '', count(*) FILTER (WHERE is_new) FROM read HAVING count(*) > 0
)
INSERT INTO search_word AS known (word, documents) SELECT word, documents FROM counted ORDER BY word COLLATE "C"
ON CONFLICT (word) DO UPDATE SET documents = known.documents + excluded.documents
"""
_LEARN_ALL = """
INSERT INTO search_word (word, documents)
SELECT word, ndoc FROM ts_stat('SELECT vector FROM search_document') WHERE word !~ '[0-9]' AND length(word) BETWEEN 2 AND 40
UNION ALL SELECT '', count(*) FROM search_document
"""
_TEACH = """
INSERT INTO search_lesson AS known (word, kind, object_id, times)
SELECT word, %(kind)s, %(object_id)s, %(worth)s FROM unnest(%(words)s::text[]) AS word ORDER BY word COLLATE "C"
ON CONFLICT (word, kind, object_id) DO UPDATE SET times = least(greatest(known.times + excluded.times, %(least)s), %(most)s)
"""


@dataclass(frozen=True)
class Entry:
    """One searchable thing: `title` weighs most; `keys` are found by any piece of at least three characters."""

    kind: str
    object_id: int
    title: str
    at: datetime
    body: str = ""
    keys: str = ""
    language: str = "nl"


def index(entry: Entry) -> None:
    """Make the thing findable as it is now."""
    with planned_cursor() as cursor:
        cursor.execute(_UPSERT, row_of(entry))  # for one row, what executemany sets up costs more than the row


def index_many(entries: Iterable[Entry]) -> None:
    rows = [row_of(entry) for entry in entries]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_UPSERT, rows)


def forget(kind: str, object_id: int) -> None:
    Document.objects.filter(kind=kind, object_id=object_id).delete()
    Lesson.objects.filter(kind=kind, object_id=object_id).delete()


@transaction.atomic
def learn_words(*, most: int = LEARNED_AT_ONCE) -> bool:
    """Take the words of what was indexed into the lexicon; whether there may be more. Only one learns at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LEARNING])
        if not cursor.fetchone()[0]:
            return False
        cursor.execute("SELECT EXISTS (SELECT FROM search_unread)")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(_LEARN, {"most": most})
        return bool(cursor.rowcount)


@transaction.atomic
def learn_all_words() -> None:
    """Make the lexicon anew of all that is indexed."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE search_word, search_unread")
        cursor.execute(_LEARN_ALL)


def words_to_teach(typed: str) -> list[str]:
    """Of what was typed the words by which it may be remembered what helped."""
    query = read_query(typed)
    return [] if query.is_empty else taught_words(clues_of(query, read_lexicon(query)))


def teach(words: Sequence[str], kind: str, object_id: int, deed: Deed) -> None:
    """Remember what was done with this thing for these words: the same words bring it higher from now on, or lower."""
    if words:
        values: dict[str, Any] = {
            "words": list(words),
            "kind": kind,
            "object_id": object_id,
            "worth": WORTH[deed],
            "least": LEAST_TIMES,
            "most": MOST_TIMES,
        }
        with connection.cursor() as cursor:
            cursor.execute(_TEACH, values)


@transaction.atomic
def remember_opened(viewer: Any, typed: str, kind: str, object_id: int) -> None:
    """Learn that what was found for these words was opened, where its kind learns and the viewer may see it."""
    found = next((each for each in SEARCHABLE.fillings() if each.kind == kind and each.learns), None)
    if found is not None and found.load(viewer, [object_id]):
        teach(words_to_teach(typed), kind, object_id, Deed.OPENED)


def row_of(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "object_id": entry.object_id,
        "language": entry.language,
        "keys": entry.keys.casefold(),
        "at": entry.at,
        "title": words_of(entry.title),
        "body": words_of(entry.body[:LONGEST_BODY]),
        "config": f"balie_{entry.language}",
    }
