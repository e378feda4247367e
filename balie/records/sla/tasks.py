"""Jobs of clocks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from balie.foundation.tasks import periodic, task
from balie.records.sla import actions, queries
from balie.records.sla.extensions import Batch
from balie.records.sla.jobs import REBASE, SETTLED_AFTER, defer_rebasing, defer_settling

REBASE_SECONDS = 2.0


@task(name=REBASE)
def rebase_clocks(
    agreement_id: int,
    calendar_id: int,
    after: int,
    settles: bool = False,  # noqa: FBT001, FBT002  the job's own words
    done: int = 0,
    total: int = 0,
    **others: int | str,
) -> None:
    """Some batches; the rest is a job of its own, so that others get their turn, and it says how far it is: `done` of `total`.

    A killed worker loses one batch at most: what was brought in line is not written again.
    """
    queries.forget_promised()
    scope: dict[str, Any] = {"agreement_id": agreement_id, "calendar_id": calendar_id, **others}
    defer = defer_settling if settles else defer_rebasing
    total = total or _total(scope, others)
    # Asked first: what such a transaction begins with is seen only when it has ended.
    is_unsettled = settles and not after and queries.is_older_transaction(SETTLED_AFTER - queries.SECONDS_BEHIND)
    last: int | None = after
    for batch in _batches(scope, others, after):
        last, done = batch.last, done + batch.size
    if last is not None:
        defer(**scope, after=last, done=done, total=total)
    if is_unsettled:
        defer_settling(**scope)


def _batches(scope: dict[str, Any], others: dict[str, int | str], after: int) -> Iterator[Batch]:
    """One after the other for a while, or to the end."""
    until, last = time.monotonic() + REBASE_SECONDS, after
    while True:
        batch = _batch(scope, others, last)
        yield batch
        if batch.last is None or time.monotonic() > until:
            return
        last = batch.last


def _batch(scope: dict[str, Any], others: dict[str, int | str], after: int) -> Batch:
    if others:
        return actions.follow_contracts(after=after, at=actions.transaction_now(), **others)
    return actions.rebase_batch(agreement_id=scope["agreement_id"], calendar_id=scope["calendar_id"], after=after, at=timezone.now())


def _total(scope: dict[str, Any], others: dict[str, int | str]) -> int:
    if others:
        return actions.count_following(**others)
    return actions.count_running(agreement_id=scope["agreement_id"], calendar_id=scope["calendar_id"])


@periodic(cron="* * * * * */10", name="sla.tell", is_alone=True)
def tell(timestamp: int) -> None:
    """Warnings and breaches whose moment has come, by the database's time; thousands at once take one worker, not all."""
    while actions.tell_steps():
        pass


@periodic(cron="* * * * *", name="sla.turn_day")
def turn_day(timestamp: int) -> None:
    """Every minute: whether a day has begun, by the database's time, on which other contracts are in force."""
    actions.turn_day()
