"""For tests: what a page costs, in calls of Python functions: they count the same on a busy machine."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from types import FrameType


def calls_in(work: Callable[[], object]) -> int:
    """How many Python functions `work` calls once what is remembered is known: it is done twice, the second time counted."""
    calls = 0

    def count(_frame: FrameType, event: str, _about: object) -> None:
        nonlocal calls
        calls += event == "call"

    work()
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


def calls_a_row[Row](render: Callable[[Sequence[Row]], object], rows: Sequence[Row]) -> float:
    """What one more of `rows` adds to what `render` calls for a list of them."""
    few = rows[: len(rows) // 5]
    return (calls_in(lambda: render(rows)) - calls_in(lambda: render(few))) / (len(rows) - len(few))
