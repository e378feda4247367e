"""Not waiting for answers nobody reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast

from django.db import connection

from balie.foundation.statements.cursors import PLANNED

# What waits for the end of the block: the work, with its items in order, each once.
_work: ContextVar[dict[Callable[[list[Any]], None], dict[Any, None]]] = ContextVar("work_at_end")


@contextmanager
def pipelined() -> Iterator[None]:
    """In the block, inside a transaction, a `planned_cursor` goes on while the server is still at its statement; reading an answer waits for it.

    What the server refuses is raised by the next answer that is read, or at the end: no such statement in the block may be expected
    to fail. The ORM's own statements wait as always, since it asks how many rows they touched. Within another such block it is part of that one.
    """
    if _work.get(None) is not None:
        yield
        return
    connection.ensure_connection()
    own = cast("Any", connection)
    with own.wrap_database_errors, own.connection.pipeline() as pipeline:

        def wait(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001  Django's
            answer = execute(sql, params, many, context)
            if not isinstance(context["cursor"].cursor, PLANNED):
                pipeline.sync()
            return answer

        before = _work.set({})
        try:
            with connection.execute_wrapper(wait):
                yield
                for work, items in _work.get({}).items():
                    work(list(items))
        finally:
            _work.reset(before)


def at_end[T](work: Callable[[list[T]], None], *items: T) -> bool:
    """Have `work` done once at the end of the pipelined block, with all `items` it is to be done with; False outside of one."""
    waiting = _work.get(None)
    if waiting is None:
        return False
    waiting.setdefault(work, {}).update(dict.fromkeys(items))
    return True
