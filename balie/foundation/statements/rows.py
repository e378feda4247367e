"""Writing rows on the busiest paths: what `Model.save` works out anew for each row is worked out once per model."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import Field, Model

from balie.foundation.statements.cursors import planned_cursor
from balie.foundation.statements.keys import row_key_ahead


def insert_row[M: Model](row: M) -> M:
    """Insert `row`, which is new and holds plain values, and give it its key; what the database refuses is raised as by `save`.

    Only for models without hooks in `save` (we have neither signals nor those). With keys taken ahead, or of the row's own making, nothing is
    waited for.
    """
    if type(row)._meta.auto_field is None:
        add_row(row)
    elif (key := row_key_ahead(type(row))) is None:
        sql, values = _insert(row)
        with planned_cursor() as cursor:
            cursor.execute(f"{sql} RETURNING {_key_of(type(row))}", values)
            [row.pk] = cursor.fetchone()
    else:
        row.pk = key
        _add(*_insert(row, with_key=True))
    _stands(row)
    return row


def insert_unless_there[M: Model](row: M) -> bool:
    """As `insert_row`; False for a row that meets a unique constraint, after waiting for whoever is writing the other one."""
    sql, values = _insert(row)
    with planned_cursor() as cursor:
        cursor.execute(f"{sql} ON CONFLICT DO NOTHING RETURNING {_key_of(type(row))}", values)
        written = cursor.fetchone()
    if written is not None:
        [row.pk] = written
        _stands(row)
    return written is not None


def add_row(row: Model, *, unless_there: bool = False) -> None:
    """As `insert_row`, for a row whose key nobody needs: nothing is waited for in a pipeline.

    With `unless_there` a row that meets a unique constraint is left out.
    """
    sql, values = _insert(row)
    _add(f"{sql} ON CONFLICT DO NOTHING" if unless_there else sql, values)


def add_rows(rows: Sequence[Model]) -> None:
    """As `add_row` for many rows of one model without arrays, in one statement."""
    if not rows:
        return
    sql, fields = _insert_many(type(rows[0]))
    _add(sql, [[field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows] for field in fields])


def put_row(row: Model, *unique: str) -> None:
    """As `add_row`; of a row that stands with the same values in the fields `unique` the others are written over."""
    sql, values = _insert(row)
    _add(f"{sql} ON CONFLICT {_over(type(row), unique)}", values)


def update_row(row: Model, *names: str) -> None:
    """Write the fields `names` of a row that stands; under the same conditions as `insert_row`."""
    sql, fields = _update(type(row), names)
    values = [field.get_db_prep_save(field.pre_save(row, False), connection) for field in fields]
    with planned_cursor() as cursor:
        cursor.execute(sql, [*values, row.pk])


def update_rows(rows: Sequence[Model], *names: str) -> None:
    """As `update_row` for many rows of one model, in one statement: as one JSON text, since an array a column costs six times as much to write."""
    if not rows:
        return
    sql, columns, read = _update_many(type(rows[0]), names)
    given = [dict(zip(columns, read(row), strict=True)) for row in rows]
    with planned_cursor() as cursor:
        cursor.execute(sql, [json.dumps(given, default=_written)])


def _written(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(value)


@cache
def _insert_many(model: type[Model]) -> tuple[str, list[Field[Any, Any]]]:
    sql, fields = _statement(model, with_key=False)
    arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
    return f"{sql.partition(' VALUES ')[0]} SELECT * FROM unnest({arrays})", fields  # noqa: S608  # names of ours


@cache
def _over(model: type[Model], unique: tuple[str, ...]) -> str:
    _sql, fields = _statement(model, with_key=False)
    quote = connection.ops.quote_name
    columns = {field.name: quote(str(field.column)) for field in fields}
    places = ", ".join(f"{column} = excluded.{column}" for name, column in columns.items() if name not in unique)
    return f"({', '.join(columns[name] for name in unique)}) DO UPDATE SET {places}"


@cache
def _update_many(model: type[Model], names: tuple[str, ...]) -> tuple[str, list[str], Callable[[Model], tuple[Any, ...]]]:
    """The UPDATE, its columns in their order, the key first, and what reads their values of a row."""
    meta, quote = model._meta, connection.ops.quote_name
    known = {field.name: field for field in meta.local_concrete_fields}
    fields = [meta.pk, *(known[name] for name in names)]
    columns = [str(field.column) for field in fields]
    places = ", ".join(f"{quote(column)} = new.{quote(column)}" for column in columns[1:])
    types = ", ".join(f"{quote(str(field.column))} {field.db_type(connection)}" for field in fields)
    table, key = quote(meta.db_table), quote(columns[0])
    given = f"json_to_recordset(%s::json) AS new ({types})"
    sql = f"UPDATE {table} SET {places} FROM {given} WHERE {table}.{key} = new.{key}"  # noqa: S608  # names of ours
    return sql, columns, attrgetter(*(field.attname for field in fields))


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> tuple[str, list[Field[Any, Any]]]:
    meta, quote = model._meta, connection.ops.quote_name
    known = {field.name: field for field in meta.local_concrete_fields}
    fields = [known[name] for name in names]
    places = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    key = quote(str(meta.pk.column))
    return f"UPDATE {quote(meta.db_table)} SET {places} WHERE {key} = %s", fields  # noqa: S608  # names of ours


def _stands(row: Model) -> None:
    row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001  # as Model.save leaves it


def _insert(row: Model, *, with_key: bool = False) -> tuple[str, list[Any]]:
    sql, fields = _statement(type(row), with_key)
    return sql, [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]


def _add(sql: str, values: list[Any]) -> None:
    with planned_cursor() as cursor:
        cursor.execute(sql, values)


@cache
def _statement(model: type[Model], with_key: bool) -> tuple[str, list[Field[Any, Any]]]:  # noqa: FBT001  part of the key
    """The INSERT with every column, but what the database reckons and a key that it makes unless `with_key`, and the fields in its order."""
    meta, quote = model._meta, connection.ops.quote_name
    fields = [field for field in meta.local_concrete_fields if (with_key or field is not meta.auto_field) and not field.generated]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({places})", fields  # noqa: S608  # names of ours


def _key_of(model: type[Model]) -> str:
    return connection.ops.quote_name(str(model._meta.pk.column))
