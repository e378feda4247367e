"""The clocks a ticket holds: which promises run follows from how the ticket stands, whatever verb made it so."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from balie.access.accounts.models import User
from balie.casework.tickets import rules
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.matrix import pauses
from balie.conversation.contacts.models import Contact
from balie.conversation.promises.actions import follow_subjects
from balie.conversation.promises.events import PromiseChanged
from balie.foundation.live import nudge
from balie.foundation.statements.rows import update_rows
from balie.foundation.statements.together import Asked, asked_together
from balie.records.customers.models import Customer
from balie.records.sla import actions as sla
from balie.records.sla.contracted import contracted_asked
from balie.records.sla.events import ClocksMoved
from balie.records.sla.extensions import Batch, Follower
from balie.records.sla.models import Agreement, Clock, Metric
from balie.records.sla.queries import agreements_by_customer, agreements_for
from balie.records.sla.subjects import Subject, Terms, Wanted

KIND = "ticket"
BATCH = 500
# A change of these may change what runs; of the second, under which terms.
_FOLLOWED = frozenset({"state", "state_reason", "answer_due_since", "first_answer_at", "told_at"})
_TERMS = frozenset({"priority", "purpose", "customer"})
# Of these, what colleagues promised about it.
_STANDING = frozenset({"level", "team", "participant_ids", "customer"})
UNDOING = frozenset({"undone", "taken_back", "unmarked_spam", "unmerged"})
_TO_CUSTOMER = (Agreement.Kind.CUSTOMER, Agreement.Kind.INTERNAL)


def asked(customer_id: int | None, at: datetime) -> Asked:
    """What `begin` and `follow` will ask of the customer's contracts, to go together with other reads."""
    return contracted_asked(customer_id, _day(at))


def begin(ticket: Ticket, contact: Contact | None) -> list[sla.Begun]:
    """The clocks of a ticket that is opened, not yet written; with it knows when it is due. Who was spoken to has had an answer."""
    if contact is not None and (contact.channel != Contact.Channel.MAIL or contact.direction == Contact.Direction.OUT):
        ticket.first_answer_at = ticket.told_at = ticket.opened_at
    begun = sla.begin(wanted_of(ticket), _agreements(ticket, ticket.opened_at), _terms(ticket), at=ticket.opened_at)
    ticket.due_at, ticket.due_metric = _due(begun)
    return begun


def start(ticket: Ticket, begun: list[sla.Begun], *, by: User | None) -> None:
    sla.write(Subject(KIND, ticket.pk), begun, _terms(ticket), by=by, at=ticket.opened_at)


def follow(ticket: Ticket, verb: str, fields: Iterable[str], *, by: User | None, at: datetime) -> list[str]:
    """Bring the clocks in line with the ticket of which `fields` were changed; the fields this changes."""
    changed, subject = set(fields), Subject(KIND, ticket.pk)
    if not changed & (_FOLLOWED | _TERMS):
        return []
    with asked_together(sla.clocks_asked(subject), asked(ticket.customer_id, at)):
        standing = sla.Standing(subject, wanted_of(ticket), _agreements(ticket, at), _terms(ticket))
        clocks = sla.keep_clocks(standing, is_other=bool(changed & _TERMS), is_undone=verb in UNDOING, by=by, at=at)
    ticket.due_at, ticket.due_metric = _due(clocks)
    return ["due_at", "due_metric"]


def follow_promised(ticket: Ticket, fields: Iterable[str]) -> None:
    """What colleagues promised about a ticket of which `fields` were changed is seen by who sees it, and to its customer."""
    if not _STANDING.isdisjoint(fields):
        follow_subjects(KIND, [ticket.pk])


def follow_terms(event: ClocksMoved) -> None:
    """Reaction: an agreement or a calendar changed, so tickets are due at another moment."""
    if event.subject_kind != KIND:
        return
    clocks: dict[int, list[Clock]] = {pk: [] for pk in event.subject_ids}
    running = Clock.objects.filter(subject_kind=KIND, subject_id__in=list(clocks), stopped_at=None)
    for clock in running.select_related("agreement"):
        clocks[clock.subject_id].append(clock)
    due = {pk: _due(each) for pk, each in clocks.items()}
    update_rows([Ticket(pk=pk, due_at=at, due_metric=metric) for pk, (at, metric) in due.items()], "due_at", "due_metric")


def show_promise(event: PromiseChanged) -> None:
    """Reaction: something was promised about a ticket, or a promise about it ended."""
    if event.subject_kind == KIND and event.subject_id is not None:
        number = Ticket.objects.filter(pk=event.subject_id).values_list("number", flat=True).first()
        if number is not None:
            nudge(f"ticket:{number}")


def follow_contracts(customers: QuerySet[Customer], after: int, at: datetime) -> Batch:
    """Bring the clocks of the customers' next open tickets in line with what their contracts say now, all at once."""
    rows = _open_of(customers).select_for_update(of=("self",)).filter(pk__gt=after)
    tickets = list(rows.order_by("pk")[:BATCH])
    agreements = agreements_by_customer({each.customer_id for each in tickets if each.customer_id}, on=_day(at))
    standings = [sla.Standing(Subject(KIND, each.pk), wanted_of(each), agreements[each.customer_id or 0], _terms(each)) for each in tickets]
    moved = []
    for ticket, clocks in zip(tickets, sla.keep_many(KIND, standings, by=None, at=at), strict=True):
        before = (ticket.due_at, ticket.due_metric)
        ticket.due_at, ticket.due_metric = _due(clocks)
        moved += [ticket] if (ticket.due_at, ticket.due_metric) != before else []
    update_rows(moved, "due_at", "due_metric")
    if moved:
        nudge(*(f"ticket:{each.number}" for each in moved))
    return Batch(tickets[-1].pk if len(tickets) == BATCH else None, len(tickets))


def _count_open(customers: QuerySet[Customer]) -> int:
    return _open_of(customers).count()


def _open_of(customers: QuerySet[Customer]) -> QuerySet[Ticket]:
    return Ticket.objects.filter(state__in=rules.OPEN, customer__in=customers)


def _lock(kind: str, ids: Collection[int]) -> None:
    """The tickets, in the order in which every job locks them."""
    if kind == KIND:
        list(Ticket.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))


FOLLOWER = Follower(_count_open, follow_contracts, _lock)


def wanted_of(ticket: Ticket) -> list[Wanted]:
    """The promises that run for the ticket as it stands.

    The next response runs from the oldest unanswered message, once there was a first one. A supplier's run while the ticket waits for a third party.
    """
    if not ticket.is_open:
        return []
    held, code = held_by_wait(ticket)

    def wanted(kind: str, metric: Metric, since: datetime | None, unless: str = "") -> Wanted:
        return Wanted(kind, metric.value, since, (code,) if metric in held else (), unless)

    found = []
    for kind in _TO_CUSTOMER:
        if ticket.first_answer_at is None:
            found.append(wanted(kind, Metric.FIRST_RESPONSE, ticket.opened_at))
        if ticket.answer_due_since is not None:
            unless = Metric.FIRST_RESPONSE.value if ticket.first_answer_at is None else ""
            found.append(wanted(kind, Metric.NEXT_RESPONSE, ticket.answer_due_since, unless))
        found.append(wanted(kind, Metric.UPDATE, ticket.told_at or ticket.opened_at))
        found.append(wanted(kind, Metric.SOLUTION, ticket.opened_at))
    if ticket.state == Ticket.State.THIRD_PARTY:
        found += [Wanted(Agreement.Kind.SUPPLIER, metric.value, None) for metric in (Metric.FIRST_RESPONSE, Metric.SOLUTION)]
    return found


def held_by_wait(ticket: Ticket) -> tuple[tuple[str, ...], str]:
    """The promises its wait holds, and the code of why."""
    if ticket.state not in rules.WAITING:
        return (), ""
    key, held = pauses().get(ticket.state_reason_id or 0, ("", None))
    return rules.PAUSES[ticket.state] if held is None else held, key or ticket.state


def _terms(ticket: Ticket) -> Terms:
    return Terms(ticket.priority, ticket.purpose_id, ticket.customer_id)


def _agreements(ticket: Ticket, at: datetime) -> list[Agreement]:
    return agreements_for(customer_id=ticket.customer_id, on=_day(at))


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _due(clocks: Iterable[Clock | sla.Begun]) -> tuple[datetime | None, str]:
    """The earliest promise to the customer that runs: when, and what."""
    running = [(each.due_at, str(each.metric)) for each in clocks if each.due_at and each.agreement.kind == Agreement.Kind.CUSTOMER]
    return min(running, default=(None, ""))
