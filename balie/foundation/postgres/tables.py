"""The tables as all migrations leave them, kept as one text: an empty database gets them in a second, not in half a minute.

What the text does not know yet, `migrate` runs after it; `make tables` writes it anew.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from balie.foundation.postgres.clients import client_command

TABLES = Path(__file__).with_name("tables.sql")
# Django makes these rows itself after every migrate.
MADE_AFTERWARDS = {"auth_permission", "django_content_type"}
# What is drawn or read from the clock is so again in each database.
DRAWN = {"uuid": "gen_random_uuid()", "timestamp with time zone": "now()"}
_NOT_KEPT = re.compile(r"^(--.*|\\.*|SET .*|SELECT pg_catalog\.set_config.*)?\n", re.MULTILINE)


def is_empty() -> bool:
    """Whether nobody made anything here: no table, no extension, and names are looked up in the schema the text speaks of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_schema() = 'public' AND NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
            " AND NOT EXISTS (SELECT FROM pg_extension WHERE extname <> 'plpgsql')"
        )
        return bool(cursor.fetchone()[0])


def lay_tables() -> None:
    """Make the tables and rows of the text, all or nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL check_function_bodies = false")
        cursor.execute("SET LOCAL client_min_messages = warning")
        cursor.execute(TABLES.read_text())


def written_tables() -> str:
    """The tables and rows of this database, which nothing but migrations has touched, as the text is kept."""
    command, env = client_command("pg_dump")
    options = ["--schema-only", "--no-owner", "--no-privileges", "--no-comments"]
    dumped = subprocess.run([*command, *options], env=env, capture_output=True, text=True, check=True).stdout
    with connection.cursor() as cursor:
        rows = [row for table in _filled(cursor) for row in _rows(cursor, table)]
    return "\n".join([_NOT_KEPT.sub("", dumped).rstrip(), *rows, ""])


def _filled(cursor: CursorWrapper) -> Iterator[str]:
    found = set(connection.introspection.table_names(cursor)) - MADE_AFTERWARDS
    for table in sorted(found):
        cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table)))
        if cursor.fetchone()[0]:
            yield table


def _rows(cursor: CursorWrapper, table: str) -> list[str]:
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_identity = 'NO' AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    columns = dict(cursor.fetchall())
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    cursor.execute(sql.SQL("SELECT {} FROM {} ORDER BY 1, 2").format(names, sql.Identifier(table)))
    begin = sql.SQL("INSERT INTO public.{} ({}) VALUES ").format(sql.Identifier(table), names).as_string(cursor.connection)
    return [f"{begin}({', '.join(_values(cursor, columns, row))});" for row in cursor.fetchall()]


def _values(cursor: CursorWrapper, columns: dict[str, str], row: tuple[object, ...]) -> Iterator[str]:
    for kind, value in zip(columns.values(), row, strict=True):
        yield DRAWN[kind] if kind in DRAWN and value is not None else sql.Literal(value).as_string(cursor.connection)
