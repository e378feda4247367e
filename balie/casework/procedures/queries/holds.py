"""When the margins of runs stood still, and why."""

from __future__ import annotations

from collections.abc import Iterable

from balie.casework.procedures.models import Hold
from balie.casework.procedures.rules import Held


def holds_of(run_ids: Iterable[int]) -> dict[int, list[Held]]:
    """Run → its holds in order, for the rules."""
    found: dict[int, list[Held]] = {pk: [] for pk in run_ids}
    for row in Hold.objects.filter(run__in=list(found)).order_by("since", "pk"):
        found[row.run_id].append(Held(row.since, row.until, row.reason))
    return found
