"""What may be given to an operator: each part walks an index from what should be begun first, and stops."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from balie.access.accounts.models import User
from balie.casework.tickets.models import Ticket, TicketQuerySet, Turn
from balie.conversation.routing import rules
from balie.conversation.routing.queries import Needs, cooling_until

MOST_READ = 20
MOST_OWN = 5
MOST_COUNTED = 99


def own_waiting(by: User, *, beyond: Collection[int]) -> list[Ticket]:
    """One's own tickets where the customer asked again, what should be begun first first; not those in hand."""
    rows = Ticket.objects.visible_to(by).filter(turn__owner_id=by.pk, answer_due_since__isnull=False)
    found = list(rows.exclude(pk__in=list(beyond)).order_by("turn__work_order", "id")[:MOST_OWN])
    cooling = cooling_until(by, "ticket", [each.pk for each in found])
    return [each for each in found if each.pk not in cooling]


def pool_for(by: User, *, beyond: Collection[int], narrowed: tuple[rules.Operator, Needs] | None) -> list[Ticket]:
    """Tickets of nobody in the teams of `by`, what should be begun first first; `narrowed` to what the operator can do."""
    free = Ticket.objects.visible_to(by).exclude(pk__in=list(beyond))
    if narrowed is not None:
        free = _narrowed(free, *narrowed)
    parts = [_first(free.filter(turn__owner_id=None, turn__team_id=team_id)) for team_id in by.team_ids]
    if by.team_ids:
        shared = free.filter(turn__owner_id=None, turn__is_shared=True, also_team_ids__overlap=by.team_ids)
        parts.append(_first(shared.exclude(team_id__in=by.team_ids)))
    if not parts or not by.has(TicketQuerySet.view_verb):
        return []
    first, *others = parts
    found: Any = first.union(*others, all=True)
    ids = [pk for pk, _place in found.order_by("place", "id")[:MOST_READ]]
    return list(Ticket.objects.filter(pk__in=ids).order_by("work_order", "id"))


def as_work(ticket: Ticket, needs: Needs, cooling: Mapping[int, datetime]) -> rules.Work:
    assert ticket.work_order is not None
    return rules.Work(
        id=ticket.pk,
        order=ticket.work_order,
        language=ticket.language,
        skills=needs.of(ticket.category_id, ticket.team_id),
        cools_until=cooling.get(ticket.pk),
    )


def facts_of(ticket: Ticket, by: User) -> dict[str, Any]:
    """Why it came now, as it stood: what is due when, and how pressing it is."""
    asked = ticket.answer_due_since or ticket.opened_at
    return {
        "order": ticket.work_order,
        "due_at": ticket.due_at.isoformat() if ticket.due_at else "",
        "metric": ticket.due_metric,
        "priority": ticket.priority,
        "asked_at": asked.isoformat(),
        "language": ticket.language,
        "team": ticket.team_id,
    }


def waits_in_team(ticket: Ticket) -> int:
    """How many wait in its team, counted to a hundred and no further."""
    if ticket.team_id is None:
        return 0
    rows = Turn.objects.filter(team_id=ticket.team_id, owner_id=None)
    return rows[: MOST_COUNTED + 1].count()


def _narrowed(rows: TicketQuerySet, operator: rules.Operator, needs: Needs) -> TicketQuerySet:
    categories, teams = needs.beyond(operator)
    rows = rows.filter(language__in=sorted(operator.languages))
    if categories:
        rows = rows.exclude(category_id__in=categories)
    return rows.exclude(team_id__in=teams) if teams else rows


def _first(rows: TicketQuerySet) -> QuerySet[Ticket, Any]:
    return rows.annotate(place=F("turn__work_order")).order_by("turn__work_order", "id").values_list("id", "place")[:MOST_READ]
