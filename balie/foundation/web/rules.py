"""What the foundation decides about requests, without Django."""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST_FIELDS = 200
MOST_CHARACTERS = 64 * 1024
_SECRET = re.compile(r"password|passwd|token|secret|code|key|credential", re.IGNORECASE)


def may_show_again(fields: Sequence[tuple[str, str]]) -> bool:
    """Whether posted `fields` (name, value) may be put back into a page: not many, not long, nothing secret, something."""
    if not 0 < len(fields) <= MOST_FIELDS:
        return False
    if any(_SECRET.search(name) for name, _ in fields):
        return False
    return sum(len(name) + len(value) for name, value in fields) <= MOST_CHARACTERS
