"""The cursors of statements whose text never changes."""

from __future__ import annotations

from typing import Any, cast

from django.db import connection
from django.db.backends.postgresql.base import CursorMixin, ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from psycopg import RawCursor


class NumberedCursor(CursorMixin, RawCursor):
    """Its statements have `$1`, `$2` … as places, as the server reads them: a long text need not be gone through at each call."""


PLANNED = (ServerBindingCursor, NumberedCursor)


def planned_cursor() -> CursorWrapper:
    """As `connection.cursor()`, but the values go beside the statement, so that the server plans it once a connection, for any values.

    The ORM's own statements carry their values, so that the planner sees them. Decision 0003 tells why the two.
    """
    return _wrapped(ServerBindingCursor)


def numbered_cursor() -> CursorWrapper:
    """A `planned_cursor` for statements with numbered places."""
    return _wrapped(NumberedCursor)


def _wrapped(kind: Any) -> CursorWrapper:
    connection.ensure_connection()
    own = cast("Any", connection)
    wrapped: CursorWrapper = own._prepare_cursor(kind(own.connection))  # noqa: SLF001  as `connection.cursor()` does
    return wrapped
