"""Whether every part answers: the database, the worker, and what the apps above add."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection

from balie.foundation.extensions import ExtensionPoint
from balie.foundation.web import metrics


@dataclass(frozen=True)
class Part:
    """One part of the installation and whether it answers."""

    name: str
    is_well: bool
    detail: str = ""


STARTING_SECONDS = 60.0
_began = time.monotonic()
HEALTH: ExtensionPoint[Callable[[], Part]] = ExtensionPoint("health")


def check_all() -> list[Part]:
    """Every part, the database first; without it the others are not asked."""
    database = _database()
    if not database.is_well:
        return [database, Part("worker", is_well=False, detail="unknown: the database does not answer")]
    return [database, _worker(), *(check() for check in HEALTH.fillings())]


def is_starting() -> bool:
    """Whether this process is so young that a part which does not answer yet is expected, and no failure."""
    return time.monotonic() - _began < STARTING_SECONDS


def count_jobs() -> None:
    """Bring the gauge of jobs up to date: what waits, runs and failed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed') GROUP BY 1")
        found = dict(cursor.fetchall())
    for state in ("todo", "doing", "failed"):
        metrics.JOBS.labels(state).set(found.get(state, 0))


def _database() -> Part:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return Part("database", is_well=False, detail=type(error).__name__)
    return Part("database", is_well=True)


def _worker() -> Part:
    """Well when some worker's last heartbeat is younger than the time after which jobs are taken from it."""
    limit = float(settings.PROCRASTINATE_WORKER_DEFAULTS["stalled_worker_timeout"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers")
        (age,) = cursor.fetchone() or (None,)
    if age is None:
        return Part("worker", is_well=False, detail="no worker runs")
    return Part("worker", is_well=float(age) <= limit, detail=f"last heartbeat {float(age):.1f} s ago")
