"""Jobs of automations."""

from __future__ import annotations

import time
from datetime import datetime

from django.utils import timezone

from balie.foundation.tasks import periodic, task
from balie.operations.automations import actions, queries
from balie.operations.automations.jobs import RUN

SECONDS_AT_ONCE = 40.0


@task(name=RUN)
def run(ticket_id: int, kind: str, moment: str, about: int, depth: int) -> None:
    """The rules for an event, in their order, each a transaction of its own: none is done twice."""
    for rule_id in queries.rule_ids_for(kind):
        actions.run_rule(rule_id, ticket_id, kind=kind, moment=datetime.fromisoformat(moment), about=about, depth=depth, at=timezone.now())


@periodic(cron="* * * * *", name="automations.due")
def due(timestamp: int) -> None:
    """Every minute: tickets for which the time of a rule has come, by the database's clock; the rest in the next minute."""
    until = time.monotonic() + SECONDS_AT_ONCE
    for rule_id in queries.timed_rule_ids():
        while time.monotonic() < until and actions.run_due(rule_id):
            pass
