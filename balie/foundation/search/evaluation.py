"""How well the search finds what is meant: given documents and queries, beside what PostgreSQL's own ranking finds."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils.translation import gettext_lazy as _

from balie.foundation.errors import Refusal
from balie.foundation.search.actions import Entry, index_many, learn_words
from balie.foundation.search.queries import candidates
from balie.foundation.search.rules.measures import measures
from balie.foundation.text.labels import LANGUAGES

KIND = "document"
SCRATCH = "balie_scratch"
FIRST = 10  # results asked for; more than any measure looks at
_PLAIN = """
SELECT object_id FROM plain_document, (SELECT {query} AS query) AS asked
WHERE vector @@ query ORDER BY ts_rank(vector, query) DESC, object_id LIMIT %(first)s
"""
# PostgreSQL as it comes, with the dictionary of the query's language: all words must be there, or any of them.
_ALL_WORDS = _PLAIN.format(query="plainto_tsquery(%(config)s::regconfig, %(typed)s)")
_ANY_WORD = _PLAIN.format(query="replace(plainto_tsquery(%(config)s::regconfig, %(typed)s)::text, ' & ', ' | ')::tsquery")
_PLAIN_TABLE = """
CREATE TABLE plain_document (object_id bigint PRIMARY KEY, vector tsvector);
CREATE INDEX ON plain_document USING gin (vector);
"""
_PLAIN_ROW = """
INSERT INTO plain_document VALUES (%s,
    setweight(to_tsvector(%s::regconfig, %s), 'A') || setweight(to_tsvector(%s::regconfig, %s), 'D'))
"""
DICTIONARIES = {"nl": "dutch", "fr": "french", "en": "english", "de": "german"}


class CannotEvaluate(Refusal):
    """The file is not what it should be; says where and why."""

    code = "cannot_evaluate"
    sentence = _("The file cannot be evaluated: {reason}.")


@dataclass(frozen=True)
class Asked:
    typed: str
    language: str
    relevant: frozenset[str]


@dataclass
class Trial:
    """What the file holds; the documents are numbered in their order."""

    documents: list[dict[str, str]] = field(default_factory=list)
    queries: list[Asked] = field(default_factory=list)


def read_trial(lines: Iterable[str]) -> Trial:
    """The documents and queries of a file with a JSON object a line. Raises `CannotEvaluate`."""
    trial, known = Trial(), set[str]()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            _take(json.loads(line), trial, known)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            reason = _("line {number} is neither a document nor a query: {reason}").format(number=number, reason=error)
            raise CannotEvaluate(reason=reason) from error
    if not trial.documents or not trial.queries:
        raise CannotEvaluate(reason=_("the file needs at least one document and one query"))
    for asked in trial.queries:
        if unknown := asked.relevant - known:
            raise CannotEvaluate(
                reason=_("the query {query!r} names a document that is not there: {id}").format(query=asked.typed, id=min(unknown))
            )
    return trial


def _take(row: dict[str, Any], trial: Trial, known: set[str]) -> None:
    if "document" in row:
        document = row["document"]
        given = {"id": str(document["id"]), "title": str(document.get("title", "")), "text": str(document.get("text", ""))}
        if given["id"] in known:
            raise ValueError(f"document {given['id']} is there twice")
        known.add(given["id"])
        trial.documents.append(given | {"lang": _language(document)})
        return
    relevant = frozenset(str(each) for each in row["relevant"])
    if not relevant:
        raise ValueError("a query needs at least one relevant document")
    trial.queries.append(Asked(str(row["query"]), _language(row), relevant))


def _language(row: dict[str, Any]) -> str:
    language = str(row.get("lang") or "en")[:2].lower()
    if language not in LANGUAGES:
        raise ValueError(f"the language {language!r} is not one of {', '.join(LANGUAGES)}")
    return language


def evaluate(trial: Trial) -> dict[str, Any]:
    """The measures of the product's search and of plain PostgreSQL, over the same documents and queries; leaves no trace."""
    with _scratch_index():
        _load(trial)
        names = [document["id"] for document in trial.documents]
        ours = _measured(trial.queries, lambda asked: _ours(asked, names))
        every = _measured(trial.queries, lambda asked: _plain(_ALL_WORDS, asked, names))
        anyone = _measured(trial.queries, lambda asked: _plain(_ANY_WORD, asked, names))
    best = min(every["misses@5"], anyone["misses@5"])
    fewer = round(1 - ours["misses@5"] / best, 4) if best else None
    size = {"documents": len(trial.documents), "queries": len(trial.queries)}
    return {**size, **ours, "ts_rank": {"all words": every, "any word": anyone}, "fewer_misses@5": fewer}


@contextmanager
def _scratch_index() -> Iterator[None]:
    """The tables of search, empty, in a schema that is gone afterwards with everything in it; nobody else sees it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {SCRATCH}")
            cursor.execute(f"SET LOCAL search_path = {SCRATCH}, public")
        loader = MigrationLoader(None)
        state = ProjectState()
        with connection.schema_editor(atomic=False) as editor:
            for key in loader.graph.forwards_plan(max(key for key in loader.graph.leaf_nodes() if key[0] == "search")):
                state = loader.get_migration(*key).apply(state, editor)
        with connection.cursor() as cursor:
            cursor.execute(_PLAIN_TABLE)
        yield
        transaction.set_rollback(True)


def _load(trial: Trial) -> None:
    at = datetime.now(tz=UTC)
    index_many(
        Entry(KIND, number, document["title"], at, body=document["text"], language=document["lang"])
        for number, document in enumerate(trial.documents)
    )
    while learn_words():
        pass
    plain = [
        (number, config, row["title"], config, row["text"])
        for number, row in enumerate(trial.documents)
        for config in [DICTIONARIES[row["lang"]]]
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_PLAIN_ROW, plain)
        cursor.execute("ANALYZE search_document, search_word, plain_document")


def _measured(queries: Sequence[Asked], find: Callable[[Asked], list[str]]) -> dict[str, Any]:
    found, seconds = [], []
    for asked in queries:
        begun = time.perf_counter()
        results = find(asked)
        seconds.append(time.perf_counter() - begun)
        found.append((asked.relevant, results))
    return measures(found) | {"p95_ms": round(1000 * sorted(seconds)[int(0.95 * (len(seconds) - 1))], 2)}


def _ours(asked: Asked, names: Sequence[str]) -> list[str]:
    ranks = candidates(asked.typed, language=asked.language)
    return [names[number] for _kind, number in sorted(ranks, key=lambda key: (-ranks[key], key))[:FIRST]]


def _plain(sql: str, asked: Asked, names: Sequence[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"config": DICTIONARIES[asked.language], "typed": asked.typed, "first": FIRST})
        return [names[number] for (number,) in cursor.fetchall()]
