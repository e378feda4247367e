"""Lists of tickets: filtered, sorted, paged by key, never counted over the whole set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, DateTimeField, IntegerField, Q, QuerySet, Value
from django.utils.translation import get_language

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.rules import OPEN
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.text.labels import LANGUAGES, Label
from balie.records.customers.queries import names_in_lists

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


KEY_FIELDS = {
    "changed_at": DateTimeField,
    "opened_at": DateTimeField,
    "answer_due_since": DateTimeField,
    "priority": IntegerField,
    "number": BigIntegerField,
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


class TicketRow(NamedTuple):
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
    tags: tuple[str, ...]
    opened_at: datetime
    changed_at: datetime
    answer_due_since: datetime | None
    wake_at: datetime | None
    version: int


@dataclass(frozen=True)
class TicketPage:
    rows: list[TicketRow]
    next: str


_COLUMNS = (
    *("id", "number", "subject", "state", "priority", "requester_name", "requester_address", "team__name", "owner__name"),
    *("category__name", "language", "tags", "opened_at", "changed_at", "answer_due_since", "wake_at", "version", "customer_id"),
)


def tickets_for(viewer: User, filters: Filters) -> TicketPage:
    """Fifty rows after the key `filters.after`, and the key of the next page ("" at the end): two queries."""
    sort, bound, last = _bound(filters)
    shape = replace(filters, after="" if bound is None else "given")
    found = [dict(zip(_COLUMNS, row, strict=True)) for row in _PAGE(viewer, shape, bound=bound, last=last)]
    mask, names = Mask(viewer), names_in_lists(viewer, (values["customer_id"] for values in found))
    language = get_language() or LANGUAGES[0]
    shown = [_row(values, mask, names, language) for values in found[:PAGE]]
    return TicketPage(shown, _key(found[PAGE - 1], sort) if len(found) > PAGE else "")


def counts_for(viewer: User) -> dict[str, int]:
    """How many open tickets each view holds, counted to a hundred and no further: one query."""
    found = Counter(view for (view,) in _COUNTS(viewer))
    return {view: found[view] for view in VIEWS[:3]}


def _page(viewer: User, filters: Filters) -> QuerySet[Ticket, Any]:
    sort = SORTS[filters.sort]
    rows = _filtered(viewer, filters)
    if sort.column == "answer_due_since":
        rows = rows.filter(answer_due_since__isnull=False)
    if filters.after:
        rows = _after(rows, sort)
    sign = "-" if sort.is_descending else ""
    return rows.order_by(f"{sign}{sort.column}", f"{sign}id").values_list(*_COLUMNS)[: PAGE + 1]


def _counts(viewer: User) -> QuerySet[Ticket, Any]:
    first, *others = (_filtered(viewer, Filters(view=view)).order_by().values_list(Value(view))[: MOST_COUNTED + 1] for view in VIEWS[:3])
    return first.union(*others, all=True)


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


def _bound(filters: Filters) -> tuple[Sort, datetime | int | None, int]:
    """The sort, and the `value~id` the page comes after; a key that cannot be read starts at the beginning."""
    sort = SORTS.get(filters.sort, SORTS["changed"])
    value, _tilde, last = filters.after.rpartition("~")
    try:
        read = datetime.fromisoformat(value) if sort.column.endswith(("_at", "_since")) else int(value)
        return sort, read, int(last)
    except ValueError:
        return sort, None, 0


def _after(rows: QuerySet[Ticket], sort: Sort) -> QuerySet[Ticket]:
    """The rows beyond the key. The plain bound lets the index be used; the second part is for rows with the same value."""
    beyond = "lt" if sort.is_descending else "gt"
    bound, last = Given("bound", KEY_FIELDS[sort.column]()), Given("last", BigIntegerField())
    return rows.filter(
        Q(**{f"{sort.column}__{beyond}e": bound}),
        Q(**{f"{sort.column}__{beyond}": bound}) | Q(**{f"id__{beyond}": last}),
    )


def _key(values: Mapping[str, Any], sort: Sort) -> str:
    value = values[sort.column]
    return f"{value.isoformat() if isinstance(value, datetime) else value}~{values['id']}"


_PAGE, _COUNTS = Prepared(_page), Prepared(_counts)


def _row(values: Mapping[str, Any], mask: Mask, names: Mapping[int, str], language: str) -> TicketRow:
    return TicketRow(
        id=values["id"],
        number=values["number"],
        subject=mask.text(values["subject"]),
        state=values["state"],
        priority=values["priority"],
        customer=names.get(values["customer_id"], ""),
        requester=mask(Ticket, "requester_name", values["requester_name"])
        or mask(Ticket, "requester_address", values["requester_address"]),
        team=_named(values["team__name"], language),
        owner=values["owner__name"] or "",
        category=_named(values["category__name"], language),
        language=values["language"],
        tags=tuple(values["tags"]),
        opened_at=values["opened_at"],
        changed_at=values["changed_at"],
        answer_due_since=values["answer_due_since"],
        wake_at=values["wake_at"],
        version=values["version"],
    )


def _named(label: Label | None, language: str) -> str:
    return label.in_language(language) if label else ""
