"""Lists of tickets: filtered, sorted, paged by key, never counted over the whole set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet, Value

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.rules import OPEN
from balie.foundation.text.labels import Label
from balie.records.customers.queries import CustomerSummary, summaries

PAGE = 50
MOST_COUNTED = 99
VIEWS = ("mine", "team", "unassigned", "all")
OPEN_STATES = sorted(OPEN)


@dataclass(frozen=True)
class Sort:
    """Columns from most to least telling; all ascending or all descending, so that a page key compares as a row."""

    column: str
    is_descending: bool


SORTS: Mapping[str, Sort] = {
    "changed": Sort("changed_at", is_descending=True),
    "oldest": Sort("changed_at", is_descending=False),
    "opened": Sort("opened_at", is_descending=True),
    "priority": Sort("priority", is_descending=False),
    "waiting": Sort("answer_due_since", is_descending=False),
    "number": Sort("number", is_descending=True),
}


@dataclass(frozen=True)
class Filters:
    """What a list shows; empty leaves open. `states` empty means the open ones."""

    view: str = "mine"
    states: tuple[str, ...] = ()
    priorities: tuple[int, ...] = ()
    category_id: int | None = None
    team_id: int | None = None
    owner_id: int | None = None
    customer_id: int | None = None
    language: str = ""
    tag: str = ""
    sort: str = "changed"
    after: str = ""


@dataclass(frozen=True)
class TicketRow:
    """One line of a list, masked for its reader."""

    id: int
    number: int
    subject: str
    state: str
    priority: int
    customer: str
    requester: str
    team: str
    owner: str
    category: str
    language: str
    tags: list[str]
    opened_at: datetime
    changed_at: datetime
    answer_due_since: datetime | None
    wake_at: datetime | None


@dataclass(frozen=True)
class TicketPage:
    rows: list[TicketRow]
    next: str


_COLUMNS = (
    *("id", "number", "subject", "state", "priority", "requester_name", "requester_address", "team__name", "owner__name"),
    *("category__name", "language", "tags", "opened_at", "changed_at", "answer_due_since", "wake_at", "customer_id"),
)


def tickets_for(viewer: User, filters: Filters) -> TicketPage:
    """Fifty rows after the key `filters.after`, and the key of the next page ("" at the end): two queries."""
    sort = SORTS.get(filters.sort, SORTS["changed"])
    rows = _filtered(viewer, filters)
    if sort.column == "answer_due_since":
        rows = rows.filter(answer_due_since__isnull=False)
    rows = _after(rows, sort, filters.after)
    sign = "-" if sort.is_descending else ""
    found = list(rows.order_by(f"{sign}{sort.column}", f"{sign}id").values(*_COLUMNS)[: PAGE + 1])
    mask, names = Mask(viewer), summaries(viewer, (values["customer_id"] for values in found))
    shown = [_row(values, mask, names) for values in found[:PAGE]]
    return TicketPage(shown, _key(found[PAGE - 1], sort) if len(found) > PAGE else "")


def counts_for(viewer: User) -> dict[str, int]:
    """How many open tickets each view holds, counted to a hundred and no further: one query."""
    first, *others = (_filtered(viewer, Filters(view=view)).order_by().values_list(Value(view))[: MOST_COUNTED + 1] for view in VIEWS[:3])
    found = Counter(view for (view,) in first.union(*others, all=True))
    return {view: found[view] for view in VIEWS[:3]}


def _filtered(viewer: User, filters: Filters) -> QuerySet[Ticket]:
    rows = Ticket.objects.visible_to(viewer).filter(state__in=filters.states or OPEN_STATES)
    match filters.view:
        case "mine":
            rows = rows.filter(owner_id=viewer.pk)
        case "team":
            rows = rows.filter(team_id__in=viewer.team_ids)
        case "unassigned":
            rows = rows.filter(owner_id=None)
    exact: dict[str, Any] = {
        "category_id": filters.category_id,
        "team_id": filters.team_id,
        "owner_id": filters.owner_id,
        "customer_id": filters.customer_id,
        "language": filters.language,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.priorities:
        rows = rows.filter(priority__in=filters.priorities)
    return rows.filter(tags__contains=[filters.tag]) if filters.tag else rows


def _after(rows: QuerySet[Ticket], sort: Sort, key: str) -> QuerySet[Ticket]:
    """The rows beyond `value~id`; a key that cannot be read starts at the beginning."""
    value, _tilde, last = key.rpartition("~")
    if not last.isdigit():
        return rows
    read: Any = value
    try:
        read = datetime.fromisoformat(value) if sort.column.endswith(("_at", "_since")) else int(value)
    except ValueError:
        return rows
    beyond = "lt" if sort.is_descending else "gt"
    # The plain bound lets the index be used; the second part is for rows with the same value.
    return rows.filter(
        Q(**{f"{sort.column}__{beyond}e": read}),
        Q(**{f"{sort.column}__{beyond}": read}) | Q(**{f"id__{beyond}": int(last)}),
    )


def _key(values: Mapping[str, Any], sort: Sort) -> str:
    value = values[sort.column]
    return f"{value.isoformat() if isinstance(value, datetime) else value}~{values['id']}"


def _row(values: Mapping[str, Any], mask: Mask, names: Mapping[int, CustomerSummary]) -> TicketRow:
    customer = names.get(values["customer_id"])
    return TicketRow(
        id=values["id"],
        number=values["number"],
        subject=mask.text(values["subject"]),
        state=values["state"],
        priority=values["priority"],
        customer=customer.name if customer else "",
        requester=mask(Ticket, "requester_name", values["requester_name"])
        or mask(Ticket, "requester_address", values["requester_address"]),
        team=str(Label(values["team__name"] or {})),
        owner=values["owner__name"] or "",
        category=str(Label(values["category__name"] or {})),
        language=values["language"],
        tags=values["tags"],
        opened_at=values["opened_at"],
        changed_at=values["changed_at"],
        answer_due_since=values["answer_due_since"],
        wake_at=values["wake_at"],
    )
