"""Saved lists of tickets, with how many each holds for who looks: what is kept, and the few that several teams have counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, BooleanField, CharField, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import ExpressionWrapper
from django.utils.translation import get_language

from balie.access.accounts.models import User
from balie.access.permissions.actions import may
from balie.access.permissions.levels import seen_by_team
from balie.casework.tickets.models import IS_SHARED, SavedView, Ticket, ViewCount, ViewDelta
from balie.casework.tickets.policies import MANAGE_VIEWS
from balie.casework.tickets.queries.lists import MOST_COUNTED, OPEN_STATES, Filters
from balie.foundation.errors import NotFound
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.together import Asked, Row
from balie.foundation.text.labels import LANGUAGES, Label

BASE = SavedView.Base
_DEFINED = ("base", "states", "priorities", "category_id", "of_team_id", "of_owner_id", "language", "tag", "sort")
_HELD_BY = ("states", "priorities", "category_id", "of_team_id", "of_owner_id", "language", "tag", "sort")
_HELD = ("state", "priority", "category_id", "team_id", "owner_id", "language", "tags")


@dataclass(frozen=True)
class ViewRow:
    """A saved list as its viewer has it. `team` is the name of the team it is for, empty for one's own; `count` None while it is being counted.
    `team_key`, `category`, `of_team` and `of_owner` are keys and a sign-in name, for programs.

    `count` is exact below a hundred; of tickets that two teams have it counts a hundred and no further.
    """

    id: int
    name: str
    team_id: int | None
    team: str
    made_by_id: int | None
    version: int
    filters: Filters
    count: int | None
    team_key: str = ""
    category: str = ""
    of_team: str = ""
    of_owner: str = ""


class _Found(NamedTuple):
    """A row as the database gives it, by the names of the query."""

    id: int
    name: str
    team_id: int | None
    team__name: Label | None
    made_by_id: int | None
    version: int
    base: str
    states: list[str]
    priorities: list[int]
    category_id: int | None
    of_team_id: int | None
    of_owner_id: int | None
    language: str
    tag: str
    sort: str
    is_counted: bool
    counted: int | None
    moved: int | None
    shared: int
    team__key: str | None
    category__key: str | None
    of_team__key: str | None
    of_owner__username: str | None


class _Count(Subquery):
    """How many rows a subquery gives."""

    template = "(SELECT count(*) FROM (%(subquery)s) found)"
    output_field = IntegerField()


def views_asked(viewer: User) -> Asked:
    """What `views_for` will ask."""
    return _VIEWS.asked(viewer)


def views_for(viewer: User) -> list[ViewRow]:
    """One's own saved lists and those of one's teams, in one's own order, the others by name after them: one query."""
    language = get_language() or LANGUAGES[0]
    rows = [_row(row, language) for row in _VIEWS(viewer)]
    places = {pk: place for place, pk in enumerate(own_order(viewer))}
    return sorted(rows, key=lambda row: (places.get(row.id, len(places)), row.name.casefold(), row.id))


def view_row_for(viewer: User, pk: int) -> ViewRow:
    """One of those of `view_for`, with how many it holds. Raises `NotFound`."""
    found = _VIEW(viewer, pk=pk)
    if not found:
        raise NotFound()
    return _row(found[0], get_language() or LANGUAGES[0])


def own_order(viewer: User) -> list[int]:
    """The ids in the order the viewer gave them; empty when they stand by name."""
    kept = viewer.preferences.get("view_order")
    return [each for each in kept if isinstance(each, int)] if isinstance(kept, list) else []


def view_for(viewer: User, pk: int) -> SavedView:
    """A saved list the viewer may use: an own one, one of a team of theirs, for who manages them of any team. Raises `NotFound`."""
    found = _ONE.records(viewer, pk=pk)
    if not found or not viewer.has("tickets.view"):
        raise NotFound()
    view: SavedView = found[0]
    return view


def may_change(viewer: User, view: SavedView | ViewRow) -> bool:
    """One's own; a team's for who made it, who leads the team and who manages them."""
    return view.team_id is None or viewer.pk == view.made_by_id or view.team_id in viewer.lead_team_ids or may(viewer, MANAGE_VIEWS)


def filters_of(view: SavedView | _Found, *, after: str = "") -> Filters:
    """What the list of the view holds."""
    return Filters(
        view=view.base,
        states=() if view.states == OPEN_STATES else tuple(view.states),
        priorities=tuple(view.priorities),
        category_id=view.category_id,
        team_id=view.of_team_id,
        owner_id=view.of_owner_id,
        language=view.language,
        tag=view.tag,
        sort=view.sort,
        after=after,
    )


def definition_of(filters: Filters) -> dict[str, Any]:
    """The opposite of `filters_of`: the columns of a view. Page and customer are no part of it."""
    values = (filters.view, sorted(set(filters.states)) or OPEN_STATES, sorted(set(filters.priorities)))
    more = (filters.category_id, filters.team_id, filters.owner_id, filters.language, filters.tag, filters.sort)
    return dict(zip(_DEFINED, (*values, *more), strict=True))


def is_same(one: Filters, other: Filters) -> bool:
    """Whether the two would be saved alike."""
    return definition_of(replace(one, after="")) == definition_of(replace(other, after=""))


def _listed(viewer: User) -> Q:
    return Q(user=viewer) | Q(team_id__in=viewer.team_ids)


def _usable(viewer: User) -> Q:
    return Q(user=viewer) | Q(user=None) if may(viewer, MANAGE_VIEWS) else _listed(viewer)


def _rows(viewer: User, which: Q) -> QuerySet[SavedView, Any]:
    rows = SavedView.objects.filter(which, removed_at=None).annotate(
        counted=_sum(viewer, ViewCount.objects.all(), "count"),
        moved=_sum(viewer, ViewDelta.objects.all(), "amount"),
        shared=_Count(_shared(viewer)),
    )
    return rows.values_list(*_Found._fields)


def _sum(viewer: User, rows: QuerySet[Any], column: str) -> Subquery:
    """Of the view's present generation, and in it of what the viewer sees and their base holds."""
    by_team = seen_by_team(viewer)
    rows = rows.filter(Q(by_team, participant_id=0) | Q(~by_team, participant_id=viewer.pk), participant_id__in=[0, viewer.pk])
    rows = rows.filter(view_id=OuterRef("pk"), generation=OuterRef("generation")).alias(base=_outer("base", CharField()))
    rows = rows.filter(
        Q(base__in=[BASE.UNASSIGNED, BASE.ALL]) | Q(base=BASE.MINE, whose=viewer.pk) | Q(base=BASE.TEAM, whose__in=viewer.team_ids)
    )
    return Subquery(rows.order_by().values_list(Func(column, function="sum", output_field=BigIntegerField())))


def _shared(viewer: User) -> QuerySet[Ticket, Any]:
    """What the view holds of the tickets several teams have, which are in no count, to a hundred."""
    held = Func(*map(OuterRef, _HELD_BY), *map(F, _HELD), _is_asking(), function="tickets_view_holds", output_field=BooleanField())
    rows = Ticket.objects.visible_to(viewer).filter(IS_SHARED, held).alias(base=_outer("base", CharField()))
    of_team = Q(team_id__in=viewer.team_ids) | Q(also_team_ids__overlap=viewer.team_ids) if viewer.team_ids else Q(pk__in=[])
    rows = rows.filter(
        Q(base=BASE.ALL) | Q(base=BASE.MINE, owner_id=viewer.pk) | Q(base=BASE.UNASSIGNED, owner=None) | Q(base=BASE.TEAM) & of_team
    )
    return rows.order_by().values("pk")[: MOST_COUNTED + 1]


def _is_asking() -> Func:
    return Func(F("answer_due_since"), template="(%(expressions)s IS NOT NULL)", output_field=BooleanField())


def _outer(name: str, kind: Any) -> ExpressionWrapper[Any]:
    return ExpressionWrapper(OuterRef(name), output_field=kind)


_VIEWS = Prepared(lambda viewer: _rows(viewer, _listed(viewer)))
_ONE = Prepared(
    lambda viewer: SavedView.objects.filter(_usable(viewer), removed_at=None, pk=Given("pk", BigIntegerField())).select_related("team")
)
_VIEW = Prepared(lambda viewer: _rows(viewer, _usable(viewer)).filter(pk=Given("pk", BigIntegerField())))


def _row(row: Row, language: str) -> ViewRow:
    found = _Found(*row)
    return ViewRow(
        id=found.id,
        name=found.name,
        team_id=found.team_id,
        team=found.team__name.in_language(language) if found.team__name else "",
        made_by_id=found.made_by_id,
        version=found.version,
        filters=filters_of(found),
        count=(found.counted or 0) + (found.moved or 0) + found.shared if found.is_counted else None,
        team_key=found.team__key or "",
        category=found.category__key or "",
        of_team=found.of_team__key or "",
        of_owner=found.of_owner__username or "",
    )
