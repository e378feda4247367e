"""Not waiting for answers nobody reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor


@contextmanager
def pipelined() -> Iterator[None]:
    """In the block, inside a transaction, a `planned_cursor` goes on while the server is still at its statement; reading an answer waits for it.

    What the server refuses is raised by the next answer that is read, or at the end: no such statement in the block may be expected
    to fail. The ORM's own statements wait as always, since it asks how many rows they touched.
    """
    connection.ensure_connection()
    own = cast("Any", connection)
    with own.wrap_database_errors, own.connection.pipeline() as pipeline:

        def wait(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001  Django's
            answer = execute(sql, params, many, context)
            if not isinstance(context["cursor"].cursor, ServerBindingCursor):
                pipeline.sync()
            return answer

        with connection.execute_wrapper(wait):
            yield
