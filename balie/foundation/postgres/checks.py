"""The database, as `balie doctor` sees it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.utils import timezone

from balie.foundation.errors import Refusal
from balie.foundation.postgres import migrating, queries
from balie.foundation.postgres.server import LEAST_VERSION
from balie.foundation.processes.checks import Finding, State

EXTENSIONS = ("unaccent", "pg_trgm", "btree_gist")
LARGEST_SKEW = timedelta(seconds=2)


def database() -> Iterator[Finding]:
    """Whether it answers, its version, extensions, migrations and clock, and whether sending is held."""
    try:
        with connection.cursor() as cursor:
            version = cursor.connection.info.server_version
    except DatabaseError as error:
        remedy = "Start the server, or correct BALIE_DATABASE_URL."
        yield Finding(subject="database", state=State.FAILURE, seen=str(error).strip().splitlines()[0], remedy=remedy)
        return
    yield _version(version)
    yield _extensions()
    yield _clock(timezone.now())
    yield _migrations()
    yield from _held()


def _version(version: int) -> Finding:
    major, minor = divmod(version, 10000)
    seen = f"PostgreSQL {major}.{minor}"
    if major < LEAST_VERSION:
        return Finding(subject="database", state=State.FAILURE, seen=seen, remedy=f"Upgrade it to {LEAST_VERSION} or newer.")
    return Finding(subject="database", seen=seen)


def _extensions() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_available_extensions")
        available = {name for (name,) in cursor.fetchall()}
    missing = [name for name in EXTENSIONS if name not in available]
    if missing:
        remedy = "Install the server's contrib package."
        return Finding(subject="extensions", state=State.FAILURE, seen=f"missing: {', '.join(missing)}", remedy=remedy)
    return Finding(subject="extensions", seen=", ".join(EXTENSIONS))


def _clock(here: datetime) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    skew = abs(there - here)
    seen = f"{skew.total_seconds():.1f} s from the database's"
    if skew > LARGEST_SKEW:
        return Finding(subject="clock", state=State.WARNING, seen=seen, remedy="Let both machines keep time by NTP.")
    return Finding(subject="clock", seen=seen)


def _migrations() -> Finding:
    try:
        migrating.ensure_not_newer()
    except Refusal as refusal:
        return Finding(subject="migrations", state=State.FAILURE, seen=str(refusal), remedy="Install the newer Balie again.")
    waiting = migrating.waiting()
    if waiting:
        remedy = "`balie migrate`, or start with `balie run`."
        return Finding(subject="migrations", state=State.FAILURE, seen=f"{len(waiting)} have not run", remedy=remedy)
    return Finding(subject="migrations", seen="all have run")


def _held() -> Iterator[Finding]:
    try:
        is_held = queries.sending_is_held()
    except DatabaseError:
        return  # the tables are not there yet; the line on migrations says so
    if is_held:
        remedy = "`balie release` when this copy is to send mail."
        yield Finding(subject="sending", state=State.WARNING, seen="held: this is a restored copy", remedy=remedy)
