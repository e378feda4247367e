"""Several reads sent to the database at once: one way there and back instead of one each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, cast

from django.db import connection
from django.db.backends.utils import CursorWrapper

from balie.foundation.statements.cursors import numbered_cursor

type Row = tuple[Any, ...]


class Asked(NamedTuple):
    """A statement and its values, as `Prepared.asked` makes it; without a statement there is nothing to ask."""

    sql: str
    values: list[Any]


class _Answer(NamedTuple):
    values: list[Any]
    rows: list[Row]
    is_for_all: bool


# The answers of each block, the innermost last, by their statement.
_answers: ContextVar[tuple[dict[str, _Answer], ...]] = ContextVar("answers")


@contextmanager
def asked_together(*asked: Asked, for_all: bool = False) -> Iterator[None]:
    """In the block the answers to `asked` are there, each for the first who reads it with the same values; with `for_all` for everybody who does.

    For reads that do not hang on one another and follow before anything is written. What a block around this one has asked and nobody has
    read yet is not asked again.
    """
    blocks = _answers.get(())
    wanted = [each for each in asked if each.sql and not any(_is_answered(block, each) for block in blocks)]
    answers = {each.sql: _Answer(each.values, rows, for_all) for each, rows in zip(wanted, _read(wanted), strict=True)}
    token = _answers.set((*blocks, answers))
    try:
        yield
    finally:
        _answers.reset(token)


def answer_to(sql: str, values: list[Any]) -> list[Row] | None:
    """The rows of what was asked in this block or one around it, once unless they are for all; None when it was not."""
    asked = Asked(sql, values)
    block = next((block for block in reversed(_answers.get(())) if _is_answered(block, asked)), None)
    if block is None:
        return None
    rows: list[Row] = block[sql].rows if block[sql].is_for_all else block.pop(sql).rows
    return rows


def _is_answered(block: dict[str, _Answer], asked: Asked) -> bool:
    return asked.sql in block and block[asked.sql].values == asked.values


def _read(asked: list[Asked]) -> list[list[Row]]:
    if not asked:
        return []
    connection.ensure_connection()
    own = cast("Any", connection)
    with own.wrap_database_errors, own.connection.pipeline():
        return [_rows(cursor) for cursor in [_sent(each) for each in asked]]


def _sent(asked: Asked) -> CursorWrapper:
    cursor = numbered_cursor()
    cursor.execute(asked.sql, asked.values)
    return cursor


def _rows(cursor: CursorWrapper) -> list[Row]:
    with cursor:
        rows: list[Row] = cursor.fetchall()
    return rows
