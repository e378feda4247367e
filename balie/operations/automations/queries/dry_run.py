"""What a rule would have done to past tickets: told from their history, kept nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.casework.tickets.models import Change, Ticket
from balie.casework.tickets.rules import OPEN, WAITING
from balie.operations.automations import rules
from balie.operations.automations.facts import KEPT, facts_of, kept_codes, read_world, with_facts
from balie.operations.automations.models import Rule
from balie.operations.automations.rules import Codes, Effect, Facts, World
from balie.records.calendars.queries import hours_of
from balie.records.calendars.rules import CalendarTooShort, open_until
from balie.records.sla.models import ClockStep
from balie.records.sla.queries import WHOLE

MOST_TICKETS, MOST_LINES = 1000, 100
SPANS = (7, 30)
# The verbs of the history that are an event.
_VERBS: Mapping[str, frozenset[str]] = {
    rules.WROTE: frozenset({"answered_by_customer", "reopened"}),
    rules.ANSWERED: frozenset({"answered"}),
    rules.TRANSFERRED: frozenset({"transferred", "escalated"}),
    rules.TAKEN: frozenset({"taken", "assigned"}),
    rules.CLOSED: frozenset({"closed"}),
}
_COUNTED_STATES: Mapping[str, frozenset[str]] = {
    rules.AFTER_WROTE: OPEN,
    rules.AFTER_ANSWER: OPEN,
    rules.AFTER_SOLVED: frozenset({"solved"}),
    rules.UNCHANGED: WAITING,
}


@dataclass(frozen=True)
class DryLine:
    """What would have been changed of a ticket at `at`; `is_refused` when the ticket would not have taken it."""

    ticket: int
    subject: str
    at: datetime
    changed: list[dict[str, Any]]
    is_refused: bool


@dataclass(frozen=True)
class DryRun:
    """`looked` tickets were looked at, at most a thousand; `touched` of them would have been changed, `lines` shows the newest hundred."""

    days: int
    looked: int
    touched: int
    lines: list[DryLine]

    @property
    def is_cut(self) -> bool:
        return self.looked == MOST_TICKETS


def dry_run(viewer: User, rule: Rule, *, days: int, now: datetime) -> DryRun:
    """What the rule, saved or not, would have done in the last `days` to the tickets changed last that `viewer` may see.

    Each is taken as it was at that moment, as far as its history tells: brand, channel and type of customer are today's.
    """
    since = now - timedelta(days=days)
    newest = Ticket.objects.visible_to(viewer).filter(changed_at__gte=since).order_by("-changed_at", "-pk")
    tickets = list(with_facts(newest)[:MOST_TICKETS])
    world, pure = read_world(), rule.pure
    history = _history(tickets)
    steps = _steps(tickets, rule.when)
    people = (
        dict(User.objects.values_list("name", "pk")) if any(change.field == "owner" for each in history.values() for change in each) else {}
    )
    named = {name: str(pk) for name, pk in people.items()}
    mask = Mask(viewer)
    lines: list[DryLine] = []
    touched = 0
    for ticket in tickets:
        past = _Past(ticket, history.get(ticket.pk, []), facts_of(ticket, world), world, named)
        found = list(_lines(rule, pure, past, steps.get(ticket.pk, []), since, now))
        touched += bool(found)
        subject = mask(Ticket, "subject", ticket.subject)
        lines += [DryLine(ticket.number, subject, at, _told(effects), effects[-1][0].is_refused) for at, effects in found]
    lines.sort(key=lambda line: line.at, reverse=True)
    return DryRun(days, len(tickets), touched, lines[:MOST_LINES])


@dataclass(frozen=True)
class _Past:
    ticket: Ticket
    changes: Sequence[Change]  # oldest first
    now: Facts
    world: World
    people: Mapping[str, str]

    def at(self, moment: datetime) -> dict[str, Codes]:
        """The facts right after what happened at that moment."""
        later = (change for change in reversed(self.changes) if change.at > moment and change.field in KEPT)
        return rules.rolled_back(self.now, ((each.field, kept_codes(each, each.old, self.world, self.people)) for each in later))


type Fired = tuple[datetime, list[tuple[Effect, Facts]]]


def _lines(rule: Rule, pure: rules.Rule, past: _Past, steps: Sequence[datetime], since: datetime, now: datetime) -> Iterator[Fired]:
    """When the rule would have held, and what it would have changed then; what it would have set before is taken as set."""
    kept: dict[str, Codes] = {}
    for at in _moments(rule, past, steps, now):
        facts = past.at(at) | kept
        counted = _COUNTED_STATES.get(rule.when)
        if not since <= at <= now or (counted is not None and not facts["state"] & counted):
            continue
        if not rules.matches(pure.conditions, facts):
            continue
        effects = rules.planned(pure, facts, past.world)
        if not effects:
            continue
        told: list[tuple[Effect, Facts]] = []
        for effect in effects:
            told.append((effect, dict(facts)))
            facts.update(effect.changes)
            kept |= {name: codes for name, codes in effect.changes.items() if name != "state"}
        yield at, told


def _moments(rule: Rule, past: _Past, steps: Sequence[datetime], now: datetime) -> Iterable[datetime]:
    """The events that the rule waits for, oldest first; of a timed one the moments at which its time had passed."""
    if rule.when == rules.OPENED:
        return [past.ticket.opened_at]
    if rule.when in (rules.WARNED, rules.BROKEN):
        return steps
    if not rule.is_timed:
        return _said(past.changes, rule.when)
    begun = _begun(past, rule.when)
    ends = [(first, until) for first, until in pairwise([*begun, now]) if first < until]
    return [due for first, until in ends if (due := _due(rule, first)) is not None and due < until]


def _begun(past: _Past, when: str) -> list[datetime]:
    """The moments that a timed rule counted from, oldest first."""
    if when == rules.UNCHANGED:
        found = [past.ticket.opened_at, *_by_somebody(past.changes)]
    elif when == rules.AFTER_WROTE:
        first = [past.ticket.opened_at] if past.ticket.requester_address or past.ticket.requester_name else []
        found = [*first, *_said(past.changes, rules.WROTE)]
    elif when == rules.AFTER_ANSWER:
        found = list(_said(past.changes, rules.ANSWERED))
    else:
        found = [change.at for change in past.changes if change.field == "state" and change.new == "solved"]
    return sorted(set(found))


def _by_somebody(changes: Sequence[Change]) -> Iterator[datetime]:
    """When somebody changed it, or its status: what rules and escalations do otherwise begins no waiting anew."""
    ruled = {change.at for change in changes if change.verb in {"automated", "escalated"}}
    return (change.at for change in changes if change.by_id is not None or change.field == "state" or change.at not in ruled)


def _said(changes: Iterable[Change], when: str) -> list[datetime]:
    return sorted({change.at for change in changes if _is(change, when)})


def _is(change: Change, when: str) -> bool:
    if when == rules.STATE:
        return change.field == "state" and change.old != change.new
    if change.verb not in _VERBS[when]:
        return False
    if when == rules.WROTE:
        return change.by_id is None
    if when == rules.TAKEN:
        return change.field == "owner" and not change.old
    return when != rules.TRANSFERRED or change.field in {"team", "owner"}


def _due(rule: Rule, begun: datetime) -> datetime | None:
    time = timedelta(hours=rule.hours or 0)
    if rule.calendar is None:
        return begun + time
    try:
        return open_until(hours_of_cached(rule), begun, time)
    except CalendarTooShort:
        return None


def hours_of_cached(rule: Rule) -> Any:
    """Read once for a rule."""
    kept = vars(rule)
    if "_hours" not in kept:
        assert rule.calendar is not None
        kept["_hours"] = hours_of(rule.calendar)
    return kept["_hours"]


def _history(tickets: Sequence[Ticket]) -> dict[int, list[Change]]:
    """All that was changed of the tickets, oldest first."""
    found: dict[int, list[Change]] = {}
    rows = Change.objects.filter(ticket__in=[ticket.pk for ticket in tickets]).defer("before", "reason").order_by("at", "pk")
    for change in rows:
        found.setdefault(change.ticket_id, []).append(change)
    return found


def _steps(tickets: Sequence[Ticket], when: str) -> dict[int, list[datetime]]:
    """When their promises were warned of, or broken."""
    if when not in (rules.WARNED, rules.BROKEN):
        return {}
    about = ClockStep.objects.filter(clock__subject_kind="ticket", clock__subject_id__in=[ticket.pk for ticket in tickets])
    rows = about.filter(percent=WHOLE) if when == rules.BROKEN else about.exclude(percent=WHOLE)
    found: dict[int, list[datetime]] = {}
    for ticket_id, at in rows.order_by("told_at").values_list("clock__subject_id", "told_at"):
        found.setdefault(ticket_id, []).append(at)
    return found


def _told(effects: Iterable[tuple[Effect, Facts]]) -> list[dict[str, Any]]:
    return [each for effect, facts in effects for each in rules.written(effect, facts)]
