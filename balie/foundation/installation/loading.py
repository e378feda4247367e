"""Writing very many rows at once: reserved keys and COPY. Only for loading, never beside people at work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

from balie.foundation.text.numbers import make_number


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """`count` primary keys nobody else will get."""
    return _drawn("pg_get_serial_sequence(%s, 'id')", model._meta.db_table, count)


def reserve_numbers(kind: int, count: int) -> list[int]:
    """`count` numbers of this kind, as `next_number` would give them."""
    return [make_number(kind, sequence) for sequence in _drawn("%s", f"text_number_{kind}", count)]


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add `rows`; a column that is not named takes its field's default."""
    given = set(columns)
    rest = [
        field for field in model._meta.local_concrete_fields if field.column not in given and not field.primary_key and not field.generated
    ]
    defaults = [field.get_default() for field in rest]
    named = ", ".join(connection.ops.quote_name(name) for name in [*columns, *(str(field.column) for field in rest)])
    with connection.cursor() as cursor, cursor.copy(f"COPY {connection.ops.quote_name(model._meta.db_table)} ({named}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([*row, *defaults])


def refresh_statistics() -> None:
    """What the planner knows of the tables, after many rows came at once."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _drawn(sequence: str, name: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval(({sequence})::regclass) FROM generate_series(1, %s)", [name, count])  # noqa: S608 - our own words
        return [number for (number,) in cursor.fetchall()]
