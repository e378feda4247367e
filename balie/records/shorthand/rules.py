"""Which shorthand somebody writes with: their own goes before that of their teams. No Django, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST_KEY, LONGEST_WORDS = 20, 2_000
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*")


def is_key(typed: str) -> bool:
    """Letters and digits without accents, as one types them after the semicolon."""
    return len(typed) <= LONGEST_KEY and _KEY.fullmatch(typed) is not None


def effective[T](mine: Iterable[tuple[str, T]], teams: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Key → the one that counts, by key: of one's own and a team's the own, of two teams' the first."""
    found: dict[str, T] = {}
    for key, shorthand in (*mine, *teams):
        found.setdefault(key, shorthand)
    return dict(sorted(found.items()))
