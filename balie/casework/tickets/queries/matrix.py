"""The matrix urgency × impact → priority, read once a second at most: it is on every ticket page."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.cache import cache

from balie.casework.tickets.models import PriorityCell
from balie.casework.tickets.rules import DEFAULT_MATRIX

_KEY, _SECONDS = "tickets.matrix", 5


def matrix() -> Mapping[tuple[int, int], int]:
    """(urgency, impact) → priority, as the organisation set it over the default; seconds behind in other processes."""
    known: dict[tuple[int, int], int] | None = cache.get(_KEY)
    if known is None:
        cells = PriorityCell.objects.values_list("urgency", "impact", "priority")
        known = {**DEFAULT_MATRIX, **{(urgency, impact): priority for urgency, impact, priority in cells}}
        cache.set(_KEY, known, _SECONDS)
    return known


def forget_matrix() -> None:
    cache.delete(_KEY)
