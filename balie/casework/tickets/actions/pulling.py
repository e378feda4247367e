"""The next piece of work: chosen by the rules of routing, leased, and taken; and given back when it is not for who got it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets.actions.holding import Changed, held, keep, note_found, tell
from balie.casework.tickets.actions.moving import give
from balie.casework.tickets.events import TicketUndone
from balie.casework.tickets.models import Change, Ticket
from balie.casework.tickets.queries.pool import MOST_READ, as_work, facts_of, own_waiting, pool_for, waits_in_team
from balie.conversation.routing import actions as routing
from balie.conversation.routing import rules
from balie.conversation.routing.events import LeaseExpired
from balie.conversation.routing.models import Channel, Decision, Lease
from balie.conversation.routing.queries import Needs, cooling_until, held_ids
from balie.foundation.drafts.models import Draft
from balie.foundation.errors import Refusal
from balie.foundation.events import announce
from balie.foundation.live import nudge

KIND = "ticket"
MOST_TURNS = 50


class NothingToDo(Refusal):
    """No ticket waits that fits the operator."""

    code = "nothing_to_do"
    sentence = _("Nothing waits that you can take now. New work appears in the work list by itself.")


class AlreadyBegun(Refusal):
    """Something was done to the ticket since it was given: it is passed on, not given back."""

    code = "already_begun"
    sentence = _("You have begun on ticket {number}. Transfer it instead, so that the next one knows why.")


@dataclass(frozen=True)
class Pulled:
    """What somebody was given, under which lease, and why."""

    ticket: Ticket
    lease: Lease
    decision: Decision


@transaction.atomic
def pull_next(*, by: User, at: datetime) -> Pulled:
    """Give `by` the next ticket: one's own where the customer asked again and that is due first, else the first of one's teams that fits.

    It is taken and leased: nobody else gets it, and when nothing is done to it and the page is closed it goes back. Raises `NothingToDo`,
    and what `routing.ensure_ready` raises.
    """
    ensure_may(by, "tickets.take")
    settle_begun(by)
    operator = routing.ensure_ready(by, Channel.TICKET, at=at)
    needs, mine = Needs(), held_ids(by, KIND)
    own = next(iter(own_waiting(by, beyond=mine)), None)
    tried: set[int] = set()
    for _turn in range(MOST_TURNS):
        choice, rows = _choose(by, operator, needs, tried, at=at)
        first = rows.get(choice.work.id) if choice.work else None
        is_own = own is not None and (first is None or (own.work_order, own.pk) <= (first.work_order, first.pk))
        wanted = [own.pk] if is_own and own else [choice.work.id, *choice.following] if choice.work else []
        if not wanted:
            raise NothingToDo()
        ticket = _locked(wanted, by, is_own=is_own)
        pulled = _taken(ticket, choice, by=by, at=at, is_own=is_own) if ticket else None
        if pulled is not None:
            return pulled
        own = None if is_own else own
        tried.update([ticket.pk] if ticket else wanted)
    raise NothingToDo()


@transaction.atomic
def not_this_one(number: int, *, reason: str, by: User, at: datetime) -> Ticket:
    """Give back what one was given and has not begun; it is not offered to the same one for a while.

    One's own ticket stays one's own, and only goes behind. Raises `LeaseLost`, `AlreadyBegun`, and `Invalid` without a reason.
    """
    ticket = held(number, by=by, verb="tickets.take")
    lease = Lease.objects.filter(subject_kind=KIND, subject_id=ticket.pk, holder=by, ended_at=None).select_related("decision").first()
    if lease is None:
        raise routing.LeaseLost()
    if _is_begun(ticket.pk, lease):
        raise AlreadyBegun(number=ticket.number)
    routing.give_back(lease.pk, reason=reason, by=by, at=at)
    if not _was_own(lease):
        _return(ticket, lease, "given_back", reason=reason, by=by, at=at)
    return ticket


def hold_on(number: int, *, by: User) -> bool:
    """The ticket's page is open: what was given stays in these hands. False when it is not, or was begun."""
    leases = Lease.objects.filter(
        subject_kind=KIND, subject_id__in=Ticket.objects.filter(number=number).values("pk"), holder=by, ended_at=None
    )
    lease = leases.select_related("decision").first()
    if lease is None:
        return False
    if _is_begun(lease.subject_id, lease):
        routing.use(lease.pk)
        return False
    return routing.renew(lease.pk, by=by)


def put_back(event: LeaseExpired) -> None:
    """Reaction to `LeaseExpired`: what was given, not begun and left goes back to the team. Who typed something keeps it.

    Raises `WorkBusy` for a ticket that somebody has locked, and waits for nobody.
    """
    if event.subject_kind != KIND:
        return
    lease = Lease.objects.select_related("decision").get(pk=event.lease_id)
    ticket = Ticket.objects.select_for_update(skip_locked=True).filter(pk=event.subject_id).first()
    if ticket is None:
        raise routing.WorkBusy()
    if (
        ticket.owner_id != event.holder_id
        or not ticket.is_open
        or _was_own(lease)
        or _is_begun(ticket.pk, lease)
        or _is_typed(ticket, event.holder_id)
    ):
        return
    note_found(ticket)
    _return(ticket, lease, "came_back", reason="", by=None, at=event.at)


def settle_begun(by: User) -> None:
    """The leases of tickets that were begun, or are somebody else's by now, end."""
    leases = {
        each.subject_id: each for each in Lease.objects.filter(holder=by, subject_kind=KIND, ended_at=None).select_related("decision")
    }
    owned = set(Ticket.objects.filter(pk__in=list(leases), owner=by, work_order__isnull=False).values_list("pk", flat=True))
    for ticket_id, lease in leases.items():
        if ticket_id not in owned or _is_begun(ticket_id, lease):
            routing.use(lease.pk)


def _is_begun(ticket_id: int, lease: Lease) -> bool:
    """Whether its holder did anything to the ticket since it was given."""
    since = lease.decision.at if lease.decision else lease.taken_at
    return Change.objects.filter(ticket_id=ticket_id, by=lease.holder_id, at__gt=since).exists()


def _choose(by: User, operator: rules.Operator, needs: Needs, tried: set[int], *, at: datetime) -> tuple[rules.Choice, dict[int, Ticket]]:
    """The first that fits among those due first; when none of them does, among those that may."""
    for narrowed in (None, (operator, needs)):
        beyond = tried if narrowed is None else tried.union(cooling_until(by, KIND))
        rows = {each.pk: each for each in pool_for(by, beyond=beyond, narrowed=narrowed)}
        cooling = cooling_until(by, KIND, rows)
        choice = rules.choose_work([as_work(each, needs, cooling) for each in rows.values()], operator, at=at, following=MOST_READ)
        if choice.work is not None or len(rows) < MOST_READ:
            return choice, rows
    return choice, rows


def _locked(wanted: list[int], by: User, *, is_own: bool) -> Ticket | None:
    """The first of them, locked, that no colleague has got meanwhile or is being given this moment."""
    rows: QuerySet[Ticket] = Ticket.objects.visible_to(by).select_for_update(of=("self",), skip_locked=True)
    rows = rows.filter(pk__in=wanted, work_order__isnull=False, owner=by if is_own else None)
    return rows.select_related("team", "owner", "customer").order_by("work_order", "id").first()


def _taken(ticket: Ticket, choice: rules.Choice, *, by: User, at: datetime, is_own: bool) -> Pulled | None:
    note_found(ticket)
    facts = facts_of(ticket, by) | {"own": is_own, "was_new": ticket.state == Ticket.State.NEW, "waiting": waits_in_team(ticket)}
    subject = routing.Subject(KIND, ticket.pk)
    decision = routing.note_decision(subject, Channel.TICKET, operator=by, choice=choice, at=at, **facts)
    lease = routing.lease(subject, Channel.TICKET, holder=by, decision=decision)
    if lease is None:
        decision.delete()
        return None
    if not is_own:
        give(ticket, by, "taken", by=by, at=at, was_team=ticket.team)
    return Pulled(ticket, lease, decision)


def _was_own(lease: Lease) -> bool:
    return bool(lease.decision and lease.decision.facts.get("own"))


def _return(ticket: Ticket, lease: Lease, verb: str, *, reason: str, by: User | None, at: datetime) -> None:
    """To nobody in particular, as it was found; the customer is not told that it was taken up."""
    was, state = ticket.owner, ticket.state
    ticket.owner = None
    changes = [Changed("owner", was and was.name, "", reason)]
    if lease.decision and lease.decision.facts.get("was_new") and state == Ticket.State.OPEN:
        ticket.state = Ticket.State.NEW
        changes.append(Changed("state", state, ticket.state))
    keep(ticket, verb, *changes, by=by, at=at, fields=["owner", "state"])
    tell(ticket)
    nudge(f"tickets:user:{lease.holder_id}")
    announce(TicketUndone(ticket_id=ticket.pk, at=at))


def _is_typed(ticket: Ticket, owner_id: int) -> bool:
    """Whether a draft of theirs about it is kept."""
    return Draft.objects.filter(owner_id=owner_id, key__startswith=f"ticket-{ticket.number}-").exists()
