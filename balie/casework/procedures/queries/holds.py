"""When the margins of runs stood still, and why."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField

from balie.casework.procedures.models import Hold
from balie.casework.procedures.rules import Held
from balie.foundation.statements.prepared import Given, Prepared


def holds_of(run_ids: Iterable[int]) -> dict[int, list[Held]]:
    """Run → its holds in order, for the rules."""
    found: dict[int, list[Held]] = {pk: [] for pk in run_ids}
    for run_id, since, until, reason in _HOLDS(runs=list(found)):
        found[run_id].append(Held(since, until, reason))
    return found


_HOLDS = Prepared(
    lambda: (
        Hold.objects.filter(run__pk__among=Given("runs", ArrayField(BigIntegerField())))
        .order_by("since", "pk")
        .values_list("run_id", "since", "until", "reason")
    )
)
