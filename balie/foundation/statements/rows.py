"""Writing rows on the busiest paths: what `Model.save` works out anew for each row is worked out once per model."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model

from balie.foundation.statements.cursors import planned_cursor


def insert_row[M: Model](row: M) -> M:
    """Insert `row`, which is new and holds plain values, and give it its key; what the database refuses is raised as by `save`.

    Only for models without hooks in `save` (we have neither signals nor those).
    """
    sql, fields = _statement(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with planned_cursor() as cursor:
        cursor.execute(sql, values)
        [row.pk] = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001  # as Model.save leaves it
    return row


def add_row(row: Model) -> None:
    """As `insert_row`, for a row whose key nobody needs: nothing is waited for in a pipeline."""
    sql, fields = _statement(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with planned_cursor() as cursor:
        cursor.execute(sql.rpartition(" RETURNING ")[0], values)


def update_row(row: Model, *names: str) -> None:
    """Write the fields `names` of a row that stands; under the same conditions as `insert_row`."""
    sql, fields = _update(type(row), names)
    values = [field.get_db_prep_save(field.pre_save(row, False), connection) for field in fields]
    with planned_cursor() as cursor:
        cursor.execute(sql, [*values, row.pk])


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> tuple[str, list[Field[Any, Any]]]:
    meta, quote = model._meta, connection.ops.quote_name
    known = {field.name: field for field in meta.local_concrete_fields}
    fields = [known[name] for name in names]
    places = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    key = quote(str(meta.pk.column))
    return f"UPDATE {quote(meta.db_table)} SET {places} WHERE {key} = %s", fields  # noqa: S608  # names of ours


@cache
def _statement(model: type[Model]) -> tuple[str, list[Field[Any, Any]]]:
    """The INSERT with every column but a key that the database makes, and the fields in its order."""
    meta, quote = model._meta, connection.ops.quote_name
    fields = [field for field in meta.local_concrete_fields if field is not meta.auto_field]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    key = quote(str(meta.pk.column))
    return f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({places}) RETURNING {key}", fields  # noqa: S608  # names of ours
