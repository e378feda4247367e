"""Something happened to a ticket: where a rule waits for it, a job looks at the rules, deferred with what happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from balie.casework.tickets.events import (
    CustomerWrote,
    TicketAnswered,
    TicketClosed,
    TicketOpened,
    TicketStateChanged,
    TicketTaken,
    TicketTransferred,
)
from balie.foundation.events import Event
from balie.operations.automations import queries, rules
from balie.operations.automations.jobs import defer_running
from balie.records.sla.events import ClockBreached, ClockWarned

type TicketEvent = CustomerWrote | TicketAnswered | TicketClosed | TicketOpened | TicketStateChanged | TicketTaken | TicketTransferred
KIND = "ticket"
_WHEN: Mapping[type[Event], str] = {
    TicketOpened: rules.OPENED,
    CustomerWrote: rules.WROTE,
    TicketAnswered: rules.ANSWERED,
    TicketTransferred: rules.TRANSFERRED,
    TicketTaken: rules.TAKEN,
    TicketStateChanged: rules.STATE,
    TicketClosed: rules.CLOSED,
}
# How many rules, each started by the one before, stand behind what happens now; nobody's doing is 0.
_depth: ContextVar[int] = ContextVar("automations_depth", default=0)


@contextmanager
def by_rule(depth: int) -> Iterator[None]:
    """What happens in the block is a rule's doing, which itself ran at `depth`."""
    before = _depth.set(depth + 1)
    try:
        yield
    finally:
        _depth.reset(before)


def answer_event(event: TicketEvent) -> None:
    """Reaction: nothing is written when no rule waits for it, nor when nothing changed."""
    when = _WHEN[type(event)]
    is_same = isinstance(event, TicketStateChanged) and event.old == event.new
    if not is_same and queries.has_rules_for(when):
        defer_running(event.ticket_id, when, moment=event.at, depth=_depth.get())


def answer_clock(event: ClockWarned | ClockBreached) -> None:
    """Reaction: a promise about a ticket runs out, or is broken."""
    when = rules.BROKEN if isinstance(event, ClockBreached) else rules.WARNED
    if event.subject_kind == KIND and queries.has_rules_for(when):
        defer_running(event.subject_id, when, moment=event.at, about=event.step_id, depth=_depth.get())
