"""The work list: one's own tickets, those of nobody in one's teams, and one's promises, what loses most if left first.

Each part walks an index in that order and stops at the page; the database merges them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, CharField, DateTimeField, F, IntegerField, Q, QuerySet, SmallIntegerField, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import get_language

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.casework.tickets.models import Ticket, TicketQuerySet
from balie.conversation.promises.models import Promise, PromiseQuerySet
from balie.conversation.promises.queries import address_of
from balie.foundation.statements.page_keys import number_in
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.together import Asked
from balie.foundation.text.labels import LANGUAGES, Label, LabelField
from balie.foundation.ui.addresses import url
from balie.records.customers.queries import name_in_list, name_parts

PAGE = 50
TICKET, PROMISE, LATE, INCIDENT = 0, 1, 2, 3
_ORDER = ("place", "kind", "id")
_TURN = "turn__work_order"


class WorkRow(NamedTuple):
    """One line, masked for its reader. `kind`: a ticket, one's own promise, the late one of somebody one leads, or a major incident.

    `due_at` and `metric` say what is promised first; without one, `asked_at` since when it waits. `is_pressing`: the customer waits
    for an answer, or of a promise its owner was reminded. `is_mine`: it has an owner, the reader.
    """

    kind: int
    id: int
    number: int | None
    url: str
    subject: str
    priority: int
    due_at: datetime | None
    metric: str
    asked_at: datetime
    is_pressing: bool
    is_mine: bool
    owner: str
    team: str
    language: str
    customer: str
    order: int


@dataclass(frozen=True)
class WorkPage:
    rows: tuple[WorkRow, ...]
    next: str


class _Found(NamedTuple):
    work_order: int
    kind: int
    id: int
    number: int | None
    words: str
    priority: int
    due_at: datetime | None
    metric: str
    asked_at: datetime
    answer_due_since: datetime | None
    owner_id: int | None
    owner_name: str | None
    team_name: Label | None
    language: str
    requester: str
    about: str
    customer_parts: str | None


def work_asked(viewer: User, *, after: str = "", at: datetime) -> Iterator[Asked]:
    """What `work_for` will ask, to be sent beside others."""
    shape, values = _key_read(after)
    yield _PAGE.asked(viewer, shape, PAGE + 1, **values, now=at)


def work_for(viewer: User, *, after: str = "", at: datetime, most: int = PAGE) -> WorkPage:
    """Fifty lines after the key `after`, and the key of the next page ("" at the end): one query."""
    shape, values = _key_read(after)
    found = [_Found(*row) for row in _PAGE(viewer, shape, most + 1, **values, now=at)]
    mask, language = Mask(viewer), get_language() or LANGUAGES[0]
    rows = tuple(_row(each, viewer, mask, language) for each in found[:most])
    return WorkPage(rows, _key(found[most - 1]) if len(found) > most else "")


def own_work_for(viewer: User, *, at: datetime, most: int) -> list[WorkRow]:
    """One's own part of the list, without what is nobody's: one query."""
    mask, language = Mask(viewer), get_language() or LANGUAGES[0]
    found = [_Found(*row) for row in _OWN(viewer, most, now=at)]
    incidents = {each.id for each in found if each.kind == INCIDENT}
    return [_row(each, viewer, mask, language) for each in found if each.kind != TICKET or each.id not in incidents]


def _own(viewer: User, most: int) -> QuerySet[Any, Any]:
    return _merged(_with_incidents(viewer), None, viewer, most)


def _with_incidents(viewer: User) -> Iterator[tuple[QuerySet[Any], int]]:
    """Major incidents stand before all one has oneself."""
    yield from _own_parts(viewer)
    if viewer.has(TicketQuerySet.view_verb):
        yield Ticket.objects.visible_to(viewer).open().filter(is_major=True), INCIDENT


def _page(viewer: User, after: int | None, most: int) -> QuerySet[Any, Any]:
    return _merged(_parts(viewer), after, viewer, most)


def _merged(parts: Iterator[tuple[QuerySet[Any], int]], after: int | None, viewer: User, most: int) -> QuerySet[Any, Any]:
    """The parts in one order; Django merges neither one alone nor none."""
    ordered = [_in_order(part, kind, after, viewer, most) for part, kind in parts]
    if len(ordered) < 2:
        return ordered[0] if ordered else Ticket.objects.none().values_list("pk")
    first, *others = ordered
    return first.union(*others, all=True).order_by(*_ORDER)[:most]


def _parts(viewer: User) -> Iterator[tuple[QuerySet[Any], int]]:
    yield from _own_parts(viewer)
    if not viewer.has(TicketQuerySet.view_verb):
        return
    seen = Ticket.objects.visible_to(viewer)
    for team_id in viewer.team_ids:
        yield seen.filter(turn__owner_id=None, turn__team_id=team_id), TICKET
    if viewer.team_ids:
        shared = seen.filter(turn__owner_id=None, turn__is_shared=True, also_team_ids__overlap=viewer.team_ids)
        yield shared.exclude(team_id__in=viewer.team_ids), TICKET


def _own_parts(viewer: User) -> Iterator[tuple[QuerySet[Any], int]]:
    if viewer.has(TicketQuerySet.view_verb):
        yield Ticket.objects.visible_to(viewer).filter(turn__owner_id=viewer.pk), TICKET
    if viewer.has(PromiseQuerySet.view_verb):
        owed = Promise.objects.visible_to(viewer).open()
        yield owed.filter(owner=viewer.pk), PROMISE
        for team_id in viewer.lead_team_ids:
            yield owed.filter(team_id=team_id, due_at__lt=Given("now", DateTimeField())).exclude(owner=viewer.pk), LATE


def _in_order(rows: QuerySet[Any], kind: int, after: int | None, viewer: User, most: int) -> QuerySet[Any, Any]:
    if after is not None:
        rows = _beyond(rows, kind, after)
    columns = _TICKET if kind in (TICKET, INCIDENT) else _PROMISE
    named = rows.annotate(kind=Value(kind, output_field=IntegerField()), customer_parts=name_parts(viewer, "customer_id"))
    # Incidents come first in the order, the newest before others.
    place = Value(0, output_field=BigIntegerField()) if kind == INCIDENT else F(_path(kind))
    chosen: QuerySet[Any, Any] = named.annotate(place=place).values_list("place", "kind", "id", *columns, "customer_parts")
    return chosen.order_by("-id" if kind == INCIDENT else _path(kind), "id")[:most]


def _path(kind: int) -> str:
    """Where a part keeps its order, by an index."""
    return _TURN if kind == TICKET else "work_order"


# Aligned with `_Found`, from `number` to `about`.
_TICKET: tuple[Any, ...] = (
    F("number"),
    Cast(F("subject"), TextField()),
    Cast(F("priority"), SmallIntegerField()),
    F("due_at"),
    Cast(F("due_metric"), CharField()),
    Coalesce(F("answer_due_since"), F("opened_at")),
    F("answer_due_since"),
    F("owner_id"),
    F("owner__name"),
    F("team__name"),
    F("language"),
    Cast(Coalesce("requester_name", Value("")), TextField()),
    Cast(Value("ticket"), CharField()),
)
_PROMISE: tuple[Any, ...] = (
    F("subject_number"),
    Cast(F("what"), TextField()),
    Cast(Value(0), SmallIntegerField()),
    F("due_at"),
    Cast(Value("promise"), CharField()),
    F("made_at"),
    F("reminded_at"),
    F("owner_id"),
    F("owner__name"),
    Cast(Value(None), LabelField()),
    Cast(Value(""), CharField()),
    Cast(Value(""), TextField()),
    Cast(F("subject_kind"), CharField()),
)


def _beyond(rows: QuerySet[Any], kind: int, after: int) -> QuerySet[Any]:
    """The rows beyond the key: by order, then by kind, then by id. The plain bound lets the index be used."""
    bound, last = Given("bound", BigIntegerField()), Given("last", BigIntegerField())
    if kind < after:
        return rows.filter(**{f"{_path(kind)}__gt": bound})
    rows = rows.filter(**{f"{_path(kind)}__gte": bound})
    return rows.filter(Q(**{f"{_path(kind)}__gt": bound}) | Q(id__gt=last)) if kind == after else rows


def _key_read(after: str) -> tuple[int | None, dict[str, int]]:
    """The kind the key is of, which decides the query, and its values; what cannot be read starts at the beginning."""
    try:
        bound, kind, last = map(number_in, after.split("~"))
    except ValueError:
        return None, {}
    return (kind, {"bound": bound, "last": last}) if kind in {TICKET, PROMISE, LATE} else (None, {})


def _key(found: _Found) -> str:
    return f"{found.work_order}~{found.kind}~{found.id}"


_PAGE, _OWN = Prepared(_page), Prepared(_own)


def _row(found: _Found, viewer: User, mask: Mask, language: str) -> WorkRow:
    is_ticket = found.kind in (TICKET, INCIDENT)
    address = url("tickets:ticket", found.number) if is_ticket else address_of(found.about, found.number, None)
    return WorkRow(
        kind=found.kind,
        id=found.id,
        number=found.number if is_ticket else None,
        url=address,
        subject=mask.text(found.words),
        priority=found.priority,
        due_at=found.due_at,
        metric=found.metric,
        asked_at=found.asked_at,
        is_pressing=found.answer_due_since is not None,
        is_mine=found.owner_id == viewer.pk,
        owner=found.owner_name or "",
        team=found.team_name.in_language(language) if found.team_name else "",
        language=found.language,
        customer=name_in_list(found.customer_parts, mask) or mask(Ticket, "requester_name", found.requester),
        order=found.work_order,
    )
