"""An empty database gets the tables at once, and they are those that all migrations leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from balie.foundation.postgres import migrating, tables

CASTS = re.compile(r"::(text|character varying)(\[\])?|[()]")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _empty_database() -> Iterator[None]:
    """The connection points to a database nobody made anything in, for the length of a test."""
    values, name = connection.settings_dict, connection.settings_dict["NAME"]
    with _maintenance() as server:
        server.execute("DROP DATABASE IF EXISTS balie_tables_scratch")
        server.execute("CREATE DATABASE balie_tables_scratch TEMPLATE template0")
    with _named("balie_tables_scratch"):
        yield
    assert values["NAME"] == name
    with _maintenance() as server:
        server.execute("DROP DATABASE balie_tables_scratch WITH (FORCE)")


def test_the_tables_are_those_that_all_migrations_leave() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    at_once = _lines(tables.written_tables())
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")

    call_command("migrate", each=True, verbosity=0, interactive=False)

    assert at_once == _lines(tables.written_tables())
    assert len(at_once) > 1000


def test_what_the_text_does_not_know_yet_is_migrated_after_it() -> None:
    call_command("migrate", verbosity=0, interactive=False)

    assert migrating.waiting() == []
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        cursor.execute("DROP TABLE django_session")
    call_command("migrate", verbosity=0, interactive=False)

    assert migrating.waiting() == []
    assert "django_session" in connection.introspection.table_names()


def test_two_databases_are_not_each_other() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT epoch FROM balie_postgres_instance")
        [epoch] = cursor.fetchone()

    assert str(epoch) not in tables.TABLES.read_text()
    assert not re.search(r"'[0-9a-f]{8}-[0-9a-f]{4}-", tables.TABLES.read_text())


@pytest.mark.parametrize("made", ["CREATE TABLE letters (words text)", "CREATE EXTENSION unaccent", "CREATE SCHEMA desk"])
def test_a_database_in_which_something_stands_is_migrated_step_by_step(made: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(made)
        if "SCHEMA" in made:
            cursor.execute("SET search_path TO desk")

    assert not tables.is_empty()


def _lines(text: str) -> list[str]:
    """Sorted, without casts and brackets: PostgreSQL writes `state IN ('new', 'open')` otherwise once it has read its own dump."""
    return sorted(CASTS.sub("", line) for line in text.splitlines())


@contextmanager
def _named(name: str) -> Iterator[None]:
    values, before = connection.settings_dict, connection.settings_dict["NAME"]
    connection.close()
    values["NAME"] = name
    yield
    connection.close()
    values["NAME"] = before


def _maintenance() -> psycopg.Connection[tuple[object, ...]]:
    values = connection.settings_dict
    return psycopg.connect(host=values["HOST"], user=values["USER"], dbname="postgres", autocommit=True)
