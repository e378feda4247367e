"""What a ticket undergoes when a promise runs out: what the organisation agreed for that share of it, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.db import transaction

from balie.access.permissions.levels import Level
from balie.casework.tickets import rules
from balie.casework.tickets.actions.holding import Changed, keep, leads_of, note_found, notify, stay_quiet
from balie.casework.tickets.actions.moving import leave
from balie.casework.tickets.actions.prioritising import prioritise
from balie.casework.tickets.actions.progress import tell_near
from balie.casework.tickets.actions.promises import KIND
from balie.casework.tickets.events import TicketTransferred
from balie.casework.tickets.jobs import defer_escalating
from balie.casework.tickets.models import Notification, Ticket
from balie.casework.tickets.queries.matrix import matrix
from balie.foundation.events import announce
from balie.records.sla import actions as sla
from balie.records.sla.events import ClockBreached, ClockWarned
from balie.records.sla.models import ClockStep, Escalated, Escalation
from balie.records.sla.queries import escalations_at

Action = Escalation.Action


def escalate_later(event: ClockWarned | ClockBreached) -> None:
    """Reaction: each thing agreed for this moment is a job of its own, so that one that fails holds up no other."""
    if event.subject_kind != KIND:
        return
    step = ClockStep.objects.select_related("clock").get(pk=event.step_id)
    for escalation in escalations_at(step):
        defer_escalating(ticket_id=event.subject_id, escalation_id=escalation.pk, step_id=event.step_id)


@transaction.atomic
def escalate(ticket_id: int, escalation_id: int, step_id: int, *, at: datetime) -> bool:
    """Do what was agreed for the step, unless it was done, the ticket is finished, or the promise was kept meanwhile."""
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("team", "owner").get(pk=ticket_id)
    done = sla.take_escalation(escalation_id, step_id, at=at) if ticket.is_open else None
    if done is None:
        return False
    note_found(ticket)
    since = ticket.unchanged_since
    _DO[Action(done.escalation.action)](ticket, done)
    stay_quiet(ticket, since)
    return True


def _remind_owner(ticket: Ticket, done: Escalated) -> None:
    _note(ticket, done)
    notify(ticket, Notification.Kind.ESCALATED, [ticket.owner] if ticket.owner else leads_of(ticket), by=None, at=done.at)


def _tell_leads(ticket: Ticket, done: Escalated) -> None:
    _note(ticket, done)
    notify(ticket, Notification.Kind.ESCALATED, leads_of(ticket), by=None, at=done.at)


def _raise(ticket: Ticket, done: Escalated) -> None:
    names = ("urgency", "impact", "priority")
    was = [getattr(ticket, name) for name in names]
    grades = rules.raised(matrix(), urgency=ticket.urgency, impact=ticket.impact)
    if grades is not None:
        ticket.urgency, ticket.impact = grades
        prioritise(ticket)
    now = [getattr(ticket, name) for name in names]
    changes = [Changed(name, old, new) for name, old, new in zip(names, was, now, strict=True) if old != new]
    _note(ticket, done, *changes)


def _transfer(ticket: Ticket, done: Escalated) -> None:
    was_team, was_owner, team = ticket.team, ticket.owner, done.escalation.team
    if team is None or team == was_team:
        _note(ticket, done)
        return
    ticket.team, ticket.owner, ticket.level = team, None, Level(max(ticket.level, team.default_level))
    changes = [Changed("team", was_team and was_team.key, team.key), Changed("owner", was_owner and was_owner.name)]
    _note(ticket, done, *(each for each in changes if each.old != each.new), fields=["level"])
    leave(was_team, was_owner)
    notify(ticket, Notification.Kind.ESCALATED, [*leads_of(ticket), *([was_owner] if was_owner else [])], by=None, at=done.at)
    announce(TicketTransferred(ticket_id=ticket.pk, by_id=None, at=done.at))


def _tell_customer(ticket: Ticket, done: Escalated) -> None:
    _note(ticket, done)
    tell_near(ticket.pk, at=done.at, is_agreed=True)


def _note(ticket: Ticket, done: Escalated, *changes: Changed, fields: Iterable[str] = ()) -> None:
    """A line of the history, which share of which promise and what is done, then what that changed."""
    said = Changed("escalation", done.step.clock.metric, f"{done.step.percent} {done.escalation.action}")
    keep(ticket, "escalated", said, *changes, by=None, at=done.at, fields=[*(each.field for each in changes), *fields])


_DO: Mapping[Escalation.Action, Callable[[Ticket, Escalated], None]] = {
    Action.OWNER: _remind_owner,
    Action.LEADS: _tell_leads,
    Action.RAISE: _raise,
    Action.TRANSFER: _transfer,
    Action.CUSTOMER: _tell_customer,
}
