"""Many open tickets brought in line with what was decided about all of them: contracts, the default agreement, what a wait holds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from balie.casework.tickets import rules
from balie.casework.tickets.actions import checklists
from balie.casework.tickets.actions.promises import KIND, day_of, due_of, terms_of, wanted_of
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.matrix import forget_pauses
from balie.foundation.live import nudge
from balie.foundation.statements.rows import update_rows
from balie.records.customers.models import Customer
from balie.records.sla import actions as sla
from balie.records.sla.extensions import Batch, Follower
from balie.records.sla.queries import agreements_by_customer, agreements_for
from balie.records.sla.subjects import Subject

BATCH = 500


def follow_contracts(customers: QuerySet[Customer] | None, after: int, at: datetime) -> Batch:
    """Bring the clocks of the customers' next open tickets in line with what holds for them now, all at once.

    Of everybody's, that is another default agreement, what is promised of an old ticket for the first time is not late at once.
    """
    tickets = _next(_open_of(customers), after)
    _bring_in_line(tickets, is_other=True, is_new=customers is not None, at=at)
    return _batch(tickets)


@transaction.atomic
def follow_reason(reason_id: int, *, after: int, at: datetime) -> Batch:
    """Let what the reason holds now hold the next tickets that wait for it, from now on: promises to the customer and steps of procedures."""
    forget_pauses()
    tickets = _next(Ticket.objects.filter(state__in=rules.WAITING, state_reason=reason_id), after)
    _bring_in_line(tickets, is_other=False, is_new=False, at=at)
    checklists.hold_many(tickets, at=at)
    return _batch(tickets)


def _next(rows: QuerySet[Ticket], after: int) -> list[Ticket]:
    return list(rows.select_for_update(of=("self",)).filter(pk__gt=after).order_by("pk")[:BATCH])


def _batch(tickets: Sequence[Ticket]) -> Batch:
    return Batch(tickets[-1].pk if len(tickets) == BATCH else None, len(tickets))


def _bring_in_line(tickets: Sequence[Ticket], *, is_other: bool, is_new: bool, at: datetime) -> None:
    on = day_of(at)
    agreements = {0: agreements_for(customer_id=None, on=on)}
    agreements |= agreements_by_customer({each.customer_id for each in tickets if each.customer_id}, on=on)
    standings = [
        sla.Standing(Subject(KIND, each.pk), wanted_of(each), agreements[each.customer_id or 0], terms_of(each)) for each in tickets
    ]
    moved = []
    for ticket, clocks in zip(tickets, sla.keep_many(KIND, standings, is_other=is_other, is_new=is_new, by=None, at=at), strict=True):
        before = (ticket.due_at, ticket.due_metric)
        ticket.due_at, ticket.due_metric = due_of(clocks)
        moved += [ticket] if (ticket.due_at, ticket.due_metric) != before else []
    update_rows(moved, "due_at", "due_metric")
    if moved:
        nudge(*(f"ticket:{each.number}" for each in moved))


def _count_open(customers: QuerySet[Customer] | None) -> int:
    return _open_of(customers).count()


def _open_of(customers: QuerySet[Customer] | None) -> QuerySet[Ticket]:
    rows = Ticket.objects.filter(state__in=rules.OPEN)
    return rows if customers is None else rows.filter(customer__in=customers)


def _lock(kind: str, ids: Collection[int]) -> None:
    """The tickets, in the order in which every job locks them."""
    if kind == KIND:
        list(Ticket.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))


FOLLOWER = Follower(_count_open, follow_contracts, _lock)
