"""Keys taken ahead, so that a run of inserts waits for none of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache

from django.db import connection
from django.db.models import Model

from balie.foundation.statements.cursors import planned_cursor


@dataclass
class _Ahead:
    rows: int
    keys: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


_ahead: ContextVar[_Ahead | None] = ContextVar("keys_ahead", default=None)


@contextmanager
def keys_ahead(rows: int) -> Iterator[None]:
    """In the block `rows` keys are taken at once from each sequence that is used; what is left at its end stays unused.

    For a short run of work: rows written elsewhere meanwhile get higher keys than those still at hand here.
    """
    before = _ahead.set(_Ahead(rows) if rows > 1 else None)
    try:
        yield
    finally:
        _ahead.reset(before)


def key_ahead(sequence: str) -> int | None:
    """The next key of `sequence` that is at hand; None outside `keys_ahead`."""
    ahead = _ahead.get()
    if ahead is None:
        return None
    keys = ahead.keys[sequence]
    if not keys:
        keys.extend(reversed(_taken(sequence, ahead.rows)))
    return keys.pop()


def takes_ahead() -> bool:
    """Whether keys are taken ahead here."""
    return _ahead.get() is not None


def row_key_ahead(model: type[Model]) -> int | None:
    """As `key_ahead`, for the key of a row of `model`."""
    return None if _ahead.get() is None else key_ahead(_sequence(model))


def _taken(sequence: str, rows: int) -> list[int]:
    with planned_cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence, rows])
        return [key for (key,) in cursor.fetchall()]


@cache
def _sequence(model: type[Model]) -> str:
    meta = model._meta
    with planned_cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [connection.ops.quote_name(meta.db_table), str(meta.pk.column)])
        return str(cursor.fetchone()[0])
