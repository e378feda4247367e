"""For which events there are rules at all, from memory: an event nobody has a rule for costs nothing."""

from __future__ import annotations

import secrets
from functools import lru_cache

from django.core.cache import cache

from balie.operations.automations.models import Rule

_KEY, SECONDS_BEHIND = "automations.kinds", 5


def has_rules_for(kind: str) -> bool:
    """Whether a rule that is on waits for this event; five seconds behind what another process changed.

    Which ones, and whether they are still on, is asked when they are run.
    """
    mark: str | None = cache.get(_KEY)
    if mark is None:
        mark = secrets.token_hex(8)
        cache.set(_KEY, mark, SECONDS_BEHIND)
    return kind in _kinds(mark)


def forget_rules() -> None:
    cache.delete(_KEY)


@lru_cache(maxsize=2)
def _kinds(_mark: str) -> frozenset[str]:
    return frozenset(Rule.objects.filter(is_on=True).values_list("when", flat=True))
