"""Lists of tickets: filtered, sorted, paged by key, never counted over the whole set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, DateTimeField, IntegerField, Q, QuerySet, Value
from django.utils.translation import get_language

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.casework.tickets.models import IS_SHARED, Ticket
from balie.casework.tickets.queries.terms import terms_asked
from balie.casework.tickets.rules import OPEN
from balie.foundation.statements.page_keys import moment_in, number_in
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.together import Asked
from balie.foundation.text.labels import LANGUAGES, Label
from balie.records.customers.queries import name_in_list, name_parts

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
    rows: tuple[TicketRow, ...]
    next: str


class _Found(NamedTuple):
    """A row as the database gives it, by the names of the query."""

    id: int
    number: int
    subject: str
    state: str
    priority: int
    requester_name: str
    requester_address: str
    team__name: Label | None
    owner__name: str | None
    category__name: Label | None
    language: str
    tags: list[str]
    opened_at: datetime
    changed_at: datetime
    answer_due_since: datetime | None
    wake_at: datetime | None
    version: int
    customer_parts: str | None


def asked_for(viewer: User, filters: Filters) -> Iterator[Asked]:
    """What `tickets_for`, `counts_for` and the lists beside will ask, to be sent together."""
    shape, values = _asked(filters)
    yield _PAGE.asked(viewer, shape, **values)
    yield counts_asked(viewer)
    yield terms_asked()


def counts_asked(viewer: User) -> Asked:
    """What `counts_for` will ask."""
    return _COUNTS.asked_for_counts(viewer)


def tickets_for(viewer: User, filters: Filters) -> TicketPage:
    """Fifty rows after the key `filters.after`, and the key of the next page ("" at the end): one query."""
    sort = _sort(filters)
    shape, values = _asked(filters)
    found = [_Found(*row) for row in _PAGE(viewer, shape, **values)]
    mask, language = Mask(viewer), get_language() or LANGUAGES[0]
    shown = tuple(_row(each, mask, language) for each in found[:PAGE])
    return TicketPage(shown, _key(found[PAGE - 1], sort) if len(found) > PAGE else "")


def numbers_found(viewer: User, filters: Filters, *, most: int) -> list[int]:
    """The numbers of all that the list holds, on every page; at most so many."""
    rows = _filtered(viewer, filters)
    if filters.view == "team":
        rows = rows | _shared(viewer, filters)
    return list(rows.order_by("number").values_list("number", flat=True)[:most])


def counts_for(viewer: User) -> dict[str, int]:
    """How many open tickets each view holds, counted to a hundred and no further: one query."""
    found = _COUNTS.counts(viewer)
    return {view: found.get(view, 0) for view in VIEWS[:3]}


def _page(viewer: User, filters: Filters) -> QuerySet[Ticket, Any]:
    own = _in_order(viewer, _filtered(viewer, filters), filters)
    if filters.view != "team":
        return own
    # Each by its own index: "or" would read every open ticket of the organisation.
    shared = _in_order(viewer, _shared(viewer, filters), filters)
    return own.union(shared, all=True).order_by(*_order(filters))[: PAGE + 1]


def _in_order(viewer: User, rows: QuerySet[Ticket], filters: Filters) -> QuerySet[Ticket, Any]:
    sort = SORTS[filters.sort]
    if filters.after:
        rows = _after(rows, sort)
    rows = rows.annotate(customer_parts=name_parts(viewer, "customer_id"))
    return rows.order_by(*_order(filters)).values_list(*_Found._fields)[: PAGE + 1]


def _order(filters: Filters) -> tuple[str, str]:
    sort = SORTS[filters.sort]
    sign = "-" if sort.is_descending else ""
    return f"{sign}{sort.column}", f"{sign}id"


def _counts(viewer: User) -> QuerySet[Ticket, Any]:
    counted = [(view, _filtered(viewer, Filters(view=view))) for view in VIEWS[:3]]
    counted.append(("team", _shared(viewer, Filters(view="team"))))
    first, *others = (rows.order_by().values_list(Value(view))[: MOST_COUNTED + 1] for view, rows in counted)
    return first.union(*others, all=True)


def _shared(viewer: User, filters: Filters) -> QuerySet[Ticket]:
    """What was sent to one of the viewer's teams too, and is another team's."""
    rows = _filtered(viewer, replace(filters, view="all"))
    return rows.filter(IS_SHARED, also_team_ids__overlap=viewer.team_ids).exclude(team_id__in=viewer.team_ids)


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
    if _sort(filters).column == "answer_due_since":
        rows = rows.filter(answer_due_since__isnull=False)
    if filters.priorities:
        rows = rows.filter(priority__in=filters.priorities)
    return rows.filter(tags__contains=[filters.tag]) if filters.tag else rows


def _sort(filters: Filters) -> Sort:
    return SORTS.get(filters.sort, SORTS["changed"])


def _asked(filters: Filters) -> tuple[Filters, dict[str, Any]]:
    """The shape of the query and its values: the `value~id` the page comes after; a key that cannot be read starts at the beginning."""
    value, _tilde, last = filters.after.rpartition("~")
    try:
        read = moment_in(value) if _sort(filters).column.endswith(("_at", "_since")) else number_in(value)
        return replace(filters, after="given"), {"bound": read, "last": number_in(last)}
    except ValueError:
        return replace(filters, after=""), {}


def _after(rows: QuerySet[Ticket], sort: Sort) -> QuerySet[Ticket]:
    """The rows beyond the key. The plain bound lets the index be used; the second part is for rows with the same value."""
    beyond = "lt" if sort.is_descending else "gt"
    bound, last = Given("bound", KEY_FIELDS[sort.column]()), Given("last", BigIntegerField())
    return rows.filter(
        Q(**{f"{sort.column}__{beyond}e": bound}),
        Q(**{f"{sort.column}__{beyond}": bound}) | Q(**{f"id__{beyond}": last}),
    )


def _key(found: _Found, sort: Sort) -> str:
    value = getattr(found, sort.column)
    return f"{value.isoformat() if isinstance(value, datetime) else value}~{found.id}"


_PAGE, _COUNTS = Prepared(_page), Prepared(_counts)


def _row(found: _Found, mask: Mask, language: str) -> TicketRow:
    return TicketRow(
        id=found.id,
        number=found.number,
        subject=mask.text(found.subject),
        state=found.state,
        priority=found.priority,
        customer=name_in_list(found.customer_parts, mask),
        requester=mask(Ticket, "requester_name", found.requester_name) or mask(Ticket, "requester_address", found.requester_address),
        team=_named(found.team__name, language),
        owner=found.owner__name or "",
        category=_named(found.category__name, language),
        language=found.language,
        tags=tuple(found.tags),
        opened_at=found.opened_at,
        changed_at=found.changed_at,
        answer_due_since=found.answer_due_since,
        wake_at=found.wake_at,
        version=found.version,
    )


def _named(label: Label | None, language: str) -> str:
    return label.in_language(language) if label else ""
