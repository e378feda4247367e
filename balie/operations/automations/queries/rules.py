"""The rules, and which tickets a timed one has come to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from balie.casework.tickets.models import Ticket, TicketQuerySet
from balie.casework.tickets.rules import WAITING
from balie.foundation.errors import NotFound
from balie.operations.automations import rules
from balie.operations.automations.models import Rule, RuleVersion, Run

MOST_VERSIONS = 50
# The moment that a timed rule counts from: a ticket's own, of the same name in the database; and the tickets it is for.
_MOMENTS: Mapping[str, str] = {
    rules.AFTER_WROTE: "heard_at",
    rules.AFTER_ANSWER: "told_at",
    rules.AFTER_SOLVED: "solved_at",
    rules.UNCHANGED: "unchanged_since",
}
_RECKONED: Mapping[str, Coalesce] = {"unchanged_since": Coalesce("quiet_since", "changed_at")}
_STATES: Mapping[str, list[str]] = {
    rules.AFTER_WROTE: Ticket.OPEN_STATES,
    rules.AFTER_ANSWER: Ticket.OPEN_STATES,
    rules.AFTER_SOLVED: ["solved"],
    rules.UNCHANGED: sorted(WAITING),
}


def all_rules() -> list[Rule]:
    """Every rule, in the order they run, with `last_at` and `last_outcome` of its newest run."""
    newest = Run.objects.filter(rule=OuterRef("pk")).exclude(outcome=Run.Outcome.RENEWED).order_by("-pk")
    last = {"last_at": Subquery(newest.values("at")[:1]), "last_outcome": Subquery(newest.values("outcome")[:1])}
    return list(Rule.objects.select_related("author", "calendar").annotate(**last).order_by("position", "pk"))


def find_rule(pk: int) -> Rule:
    """Raises `NotFound`."""
    rule = Rule.objects.select_related("author", "calendar").filter(pk=pk).first()
    if rule is None:
        raise NotFound()
    return rule


def rule_ids_for(kind: str) -> list[int]:
    """The rules that are on for an event, in their order."""
    return list(Rule.objects.filter(is_on=True, when=kind).order_by("position", "pk").values_list("pk", flat=True))


def timed_rule_ids() -> list[int]:
    """The rules that are on and wait for a time, in their order."""
    return list(Rule.objects.filter(is_on=True, when__in=rules.TIMED).order_by("position", "pk").values_list("pk", flat=True))


def versions_of(rule: Rule) -> list[RuleVersion]:
    """The newest fifty, newest first."""
    return list(RuleVersion.objects.filter(rule=rule.pk).select_related("by").order_by("-version")[:MOST_VERSIONS])


def moment_of(ticket: Ticket, when: str) -> datetime | None:
    """What a timed rule counts from for this ticket, None when it does not count now."""
    moment: datetime | None = getattr(ticket, _MOMENTS[when])
    return moment if ticket.state in _STATES[when] else None


def tickets_due(rule: Rule, until: datetime, most: int) -> TicketQuerySet:
    """The next tickets that the timed rule has come to, by moment and id, after those looked at already; its index gives them in order."""
    name = _MOMENTS[rule.when]
    rows = Ticket.objects.alias(since=_RECKONED.get(name, F(name)))
    if rule.when == rules.AFTER_SOLVED:
        rows = rows.filter(state="solved")
    else:
        rows = rows.filter(state__in=_STATES[rule.when], since__isnull=False)
    beyond = Q(since__gt=rule.reached_at) | Q(since=rule.reached_at, pk__gt=rule.reached_id)
    done = Run.objects.filter(ticket=OuterRef("pk"), rule=rule.pk, kind=rule.when, moment=OuterRef("since"))
    return rows.filter(beyond, ~Exists(done), since__gte=rule.reached_at, since__lte=until).order_by("since", "pk")[:most]
