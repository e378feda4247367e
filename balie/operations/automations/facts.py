"""A ticket in the facts that rules reckon with."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import OuterRef, Subquery

from balie.casework.tickets.models import Change, Ticket, TicketContact, TicketQuerySet
from balie.casework.tickets.queries.matrix import matrix
from balie.operations.automations.rules import NONE, Codes, Facts, World
from balie.records.taxonomy.models import Category

# What the history of a ticket keeps as it was: its fields by the names of the facts.
KEPT = frozenset({"state", "priority", "urgency", "impact", "category", "purpose", "team", "owner", "tags", "level", "language", "subject"})


def with_facts(tickets: TicketQuerySet) -> TicketQuerySet:
    """Tickets with all that `facts_of` reads, in one query; `channel` is that of the contact it came of."""
    first = TicketContact.objects.filter(ticket=OuterRef("pk")).order_by("pk").values("contact__channel")[:1]
    related = tickets.select_related("team", "owner", "category", "purpose", "brand", "result", "customer__customer_type", "state_reason")
    return related.annotate(channel=Subquery(first))


def facts_of(ticket: Ticket, world: World) -> Facts:
    """Field → codes: keys of terms and teams, ids of people, codes of states and grades."""
    customer_type = ticket.customer.customer_type if ticket.customer else None
    return {
        "state": _one(ticket.state),
        "priority": _one(ticket.priority),
        "urgency": _one(ticket.urgency),
        "impact": _one(ticket.impact),
        "team": _one(ticket.team and ticket.team.key),
        "owner": _one(ticket.owner_id),
        "category": branch(ticket.category.key if ticket.category else "", world),
        "purpose": _one(ticket.purpose and ticket.purpose.key),
        "language": _one(ticket.language),
        "brand": _one(ticket.brand and ticket.brand.key),
        "customer_type": _one(customer_type and customer_type.key),
        "level": _one(int(ticket.level)),
        "channel": _one(vars(ticket).get("channel")),
        "tags": frozenset(ticket.tags),
        "subject": frozenset({ticket.subject}),
    }


def read_world() -> World:
    """The categories with all above each, and the matrix of priorities."""
    rows = {pk: (key, parent) for pk, key, parent in Category.objects.values_list("pk", "key", "parent_id")}
    priorities = {(str(urgency), str(impact)): str(priority) for (urgency, impact), priority in matrix().items()}
    return World({key: frozenset(_above(rows, pk)) for pk, (key, _parent) in rows.items()}, priorities)


def branch(key: str, world: World) -> Codes:
    """The category with all above it."""
    return world.branches.get(key, frozenset({key})) if key else frozenset({NONE})


def kept_codes(change: Change, old: str, world: World, people: Mapping[str, str]) -> Codes:
    """What the history kept of a field, in codes; `people`: name → id."""
    if change.field == "category":
        return branch(old, world)
    if change.field == "tags":
        return frozenset(old.split())
    if change.field == "owner":
        return frozenset({people.get(old, old) if old else NONE})
    return frozenset({old or NONE}) if change.field != "level" else frozenset({old or "0"})


def _one(code: object) -> Codes:
    return frozenset({NONE if code in {None, ""} else str(code)})


def _above(rows: Mapping[int, tuple[str, int | None]], pk: int) -> list[str]:
    found: list[str] = []
    at: int | None = pk
    while at is not None and at in rows and len(found) < 20:
        key, at = rows[at]
        found.append(key)
    return found
