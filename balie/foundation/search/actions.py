"""Keep the index: called by the action that changed the thing, in its transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from balie.foundation.search.models import Document
from balie.foundation.statements.cursors import planned_cursor

LONGEST_BODY = 20_000
_UPSERT = """
INSERT INTO search_document (kind, object_id, language, keys, at, vector)
VALUES (%(kind)s, %(object_id)s, %(language)s, %(keys)s, %(at)s,
    setweight(to_tsvector(%(config)s::regconfig, %(title)s), 'A')
    || setweight(to_tsvector('balie_simple', %(title)s), 'A')
    || setweight(to_tsvector(%(config)s::regconfig, %(body)s), 'C'))
ON CONFLICT (kind, object_id) DO UPDATE SET
    language = excluded.language, keys = excluded.keys, at = excluded.at, vector = excluded.vector
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
        cursor.execute(_UPSERT, _row(entry))  # for one row, what executemany sets up costs more than the row


def index_many(entries: Iterable[Entry]) -> None:
    rows = [_row(entry) for entry in entries]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_UPSERT, rows)


def forget(kind: str, object_id: int) -> None:
    Document.objects.filter(kind=kind, object_id=object_id).delete()


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "object_id": entry.object_id,
        "language": entry.language,
        "keys": entry.keys.casefold(),
        "at": entry.at,
        "title": entry.title,
        "body": entry.body[:LONGEST_BODY],
        "config": f"balie_{entry.language}",
    }
