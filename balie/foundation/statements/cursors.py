"""The cursor of statements whose text never changes."""

from __future__ import annotations

from typing import Any, cast

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper


def planned_cursor() -> CursorWrapper:
    """As `connection.cursor()`, but the values go beside the statement, so that the server plans it once a connection, for any values.

    The ORM's own statements carry their values, so that the planner sees them. Decision 0003 tells why the two.
    """
    connection.ensure_connection()
    own = cast("Any", connection)
    wrapped: CursorWrapper = own._prepare_cursor(cast("Any", ServerBindingCursor)(own.connection))  # noqa: SLF001  as `connection.cursor()` does
    return wrapped
