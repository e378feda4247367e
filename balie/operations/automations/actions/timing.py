"""Timed rules: tickets for which the time has come, by the database's clock, in batches by key."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from balie.casework.tickets.models import Ticket
from balie.operations.automations import queries, rules
from balie.operations.automations.actions.running import run_rule
from balie.operations.automations.models import Rule
from balie.records.calendars.queries import hours_of

BATCH = 100
# Of a moment that was looked at, no ticket is left.
ALL = 2**62
# So much is looked at again: what another transaction wrote just before, or under a clock that was set back.
MARGIN = timedelta(minutes=10)


def run_due(rule_id: int) -> bool:
    """Run the rule on the next tickets it has come to; whether there may be more.

    How far it came is written after its tickets, less a margin: a killed worker's are looked at again, and what was done is not done twice.
    """
    rule = Rule.objects.select_related("calendar").filter(pk=rule_id, is_on=True).first()
    if rule is None or rule.reached_at is None:
        return False
    now = clock_now()
    until = due_until(rule, now)
    if until <= rule.reached_at:
        return False
    found = list(queries.tickets_due(rule, until, BATCH))
    for ticket in found:
        moment = queries.moment_of(ticket, rule.when)
        assert moment is not None
        run_rule(rule.pk, ticket.pk, kind=rule.when, moment=moment, at=now)
    is_more = len(found) == BATCH
    _remember(rule, found[-1] if is_more else None, until)
    return is_more


def due_until(rule: Rule, now: datetime) -> datetime:
    """The latest moment for which the rule's time has passed at `now`."""
    hours = hours_of(rule.calendar) if rule.calendar else None
    return rules.latest_due(now, timedelta(hours=rule.hours or 0), hours)


def clock_now() -> datetime:
    """What the database's clock says at this moment, also late in a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [now] = cursor.fetchone()
    found: datetime = now
    return found


def _remember(rule: Rule, last: Ticket | None, until: datetime) -> None:
    """Unless the rule was changed meanwhile, which began it anew."""
    moment = queries.moment_of(last, rule.when) if last else until - MARGIN
    assert moment is not None
    assert rule.reached_at is not None
    if moment >= rule.reached_at:
        rows = Rule.objects.filter(pk=rule.pk, reached_at=rule.reached_at, reached_id=rule.reached_id)
        rows.update(reached_at=moment, reached_id=last.pk if last else ALL)
