"""Which of the people and services that could take a question suits it best, and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Suits:
    """How an entry suits a question; what is smaller suits better.

    `steps`: how far above the question's category the nearest one stands that the entry takes, 0 for the category itself.
    """

    steps: int
    misses_purpose: bool
    misses_language: bool
    is_closed: bool


def suits(
    *,
    takes_categories: Collection[int],
    takes_purposes: Collection[int],
    speaks: Collection[str],
    is_open: bool | None,
    category_line: Sequence[int],
    purpose: int | None,
    language: str,
) -> Suits | None:
    """How well the question is taken there; None when its category is not.

    `category_line` is the question's category and what stands above it, the nearest first. Who names no purposes takes all of them.
    What is not known, the hours (`is_open` None) or a purpose nobody noted, counts against nobody.
    """
    steps = next((at for at, category in enumerate(category_line) if category in takes_categories), None)
    if steps is None:
        return None
    return Suits(
        steps=steps,
        misses_purpose=purpose is not None and bool(takes_purposes) and purpose not in takes_purposes,
        misses_language=language not in speaks,
        is_closed=is_open is False,
    )


def is_gone(last_on: date | None, today: date) -> bool:
    """Nobody is referred there any more; on its last day it still is there."""
    return last_on is not None and last_on < today
