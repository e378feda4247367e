"""Verbs on the one row about this database."""

from __future__ import annotations

from balie.foundation.postgres.models import Instance


def remember_schema(schema_hash: str) -> None:
    """Note that every migration of this `schema_hash` has run, so the next start skips the look."""
    Instance.objects.filter(pk=1).update(schema_hash=schema_hash)


def remember_beginning(beginning: Instance.Beginning) -> None:
    """Note that the first start is over, and how it filled the database."""
    Instance.objects.filter(pk=1).update(began_as=beginning)


def release_sending() -> bool:
    """Let mail leave again; false when it was not held."""
    return Instance.objects.filter(pk=1, sending_held=True).update(sending_held=False) == 1
