"""Jobs of clocks."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from balie.foundation.tasks import periodic, task
from balie.records.sla import actions, queries
from balie.records.sla.jobs import REBASE, SETTLED_AFTER, defer_rebasing, defer_settling


@task(name=REBASE)
def rebase_clocks(
    agreement_id: int,
    calendar_id: int,
    after: int,
    settles: bool = False,  # noqa: FBT001, FBT002  the job's own words
    done: int = 0,
    total: int = 0,
    **customers: int | str,
) -> None:
    """One batch; the next is a job of its own, so that a killed worker loses one batch at most. It says how far it is: `done` of `total`."""
    scope: dict[str, Any] = {"agreement_id": agreement_id, "calendar_id": calendar_id, **customers}
    defer = defer_settling if settles else defer_rebasing
    total = total or _total(scope, customers)
    # Asked first: what such a transaction begins with is seen only when it has ended.
    is_unsettled = settles and not after and queries.is_older_transaction(SETTLED_AFTER - queries.SECONDS_BEHIND)
    if customers:
        batch = actions.follow_contracts(after=after, at=actions.transaction_now(), **customers)
    else:
        batch = actions.rebase_batch(agreement_id=agreement_id, calendar_id=calendar_id, after=after, at=timezone.now())
    if batch.last is not None:
        defer(**scope, after=batch.last, done=done + batch.size, total=total)
    if is_unsettled:
        defer_settling(**scope)


def _total(scope: dict[str, Any], customers: dict[str, int | str]) -> int:
    if customers:
        return actions.count_following(**customers)
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
