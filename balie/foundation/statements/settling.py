"""Waiting for who may not have seen what was committed."""

from __future__ import annotations

from django.db import connection


def transaction_mark() -> int:
    """A number above that of every transaction that has written so far. Asked after a commit: who may write without knowing of it is below."""
    return _number("SELECT pg_current_xact_id()::text::bigint")


def is_settled(mark: int) -> bool:
    """Whether every transaction below `mark` has ended. For who reads at each statement what is committed, as all of ours do."""
    return _number("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint") >= mark


def _number(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])
