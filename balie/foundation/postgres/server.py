"""A PostgreSQL of the organisation's own, named by BALIE_DATABASE_URL."""

from __future__ import annotations

import re

LEAST_VERSION = 15


class ServerRefused(Exception):
    """The server cannot be used; the message says why and what to do."""


def ensure_usable(url: str) -> None:
    """Raises `ServerRefused` unless the server answers and is new enough."""
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version
    except psycopg.Error as error:
        raise ServerRefused(f"The database of BALIE_DATABASE_URL does not answer: {_first_line(error)}") from error
    if version // 10000 < LEAST_VERSION:
        raise ServerRefused(f"The database of BALIE_DATABASE_URL is PostgreSQL {version // 10000}; Balie needs {LEAST_VERSION} or newer.")


def ask(url: str, sql: str) -> str | None:
    """The first row as text, tabs between columns; None when the query fails (no such table yet)."""
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            row = connection.execute(sql.encode()).fetchone()
    except psycopg.Error:
        return None
    return "" if row is None else "\t".join(str(value) for value in row)


def _first_line(error: Exception) -> str:
    """What the driver says, without a password that a connection string in it may hold."""
    return re.sub(r"(://[^:/@\s]+:)[^@\s]+@", r"\1…@", (str(error).strip() or type(error).__name__).splitlines()[0])
