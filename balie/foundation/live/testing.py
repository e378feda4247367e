"""What was nudged, for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from balie.foundation.live import CHANNEL


@contextmanager
def collected_nudges() -> Iterator[list[str]]:
    """The topics nudged inside the block, in order, whether or not their transaction commits."""
    found: list[str] = []

    def watch(execute: Callable[..., Any], sql: Any, params: Any, many: Any, context: Any) -> Any:
        if "pg_notify" in str(sql) and params and params[0] == CHANNEL:
            found.extend(params[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found
