"""The door programs use: saved lists, with how many tickets each holds."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from balie.access.accounts.doors import team_named, user_named, user_of
from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.api.shapes import TicketPage
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.lists import Filters, tickets_for
from balie.casework.tickets.queries.views import ViewRow, filters_of, may_change, view_for, view_row_for, views_for
from balie.casework.tickets.rules import clean_tags
from balie.foundation.web.schemas import Input
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.queries import find_term

views = Router()
VIEW = "tickets.view"
type Base = Literal["mine", "team", "unassigned", "all"]
type State = Literal["new", "open", "customer", "third", "solved", "closed"]
type Sort = Literal["changed", "oldest", "opened", "priority", "waiting", "number"]


class HeldIn(Input):
    """What a list holds; what is empty leaves open, no state means the open ones. Keys of category and team, sign-in name of the owner."""

    base: Base = "all"
    states: list[State] = []
    priorities: list[Literal[1, 2, 3, 4]] = []
    category: str = ""
    team: str = ""
    owner: str = ""
    language: Literal["", "nl", "fr", "en", "de"] = ""
    tag: str = ""
    sort: Sort = "changed"


class HeldOut(Schema):
    base: str
    states: list[str]
    priorities: list[int]
    category: str
    team: str
    owner: str
    language: str
    tag: str
    sort: str


class ViewIn(Input):
    """`for_team`: the key of a team one is in, or nothing for oneself."""

    name: str
    for_team: str = ""
    holds: HeldIn = HeldIn()


class ViewChangeIn(Input):
    """What is left out stays; `holds` is given whole. `version` is the one that was read: an older one is refused with 409."""

    name: str | None = None
    holds: HeldIn | None = None
    version: int | None = None


class MoveIn(Input):
    """-1: one place earlier in one's own order; 1: later."""

    step: Literal[-1, 1]


class ViewOut(Schema):
    """A saved list. `count` is null while it is being counted, and exact below a hundred; `holds.base` is of whoever asks."""

    id: int
    name: str
    for_team: str
    holds: HeldOut
    count: int | None
    version: int
    may_change: bool


@views.get("", response=list[ViewOut], summary="List one's saved lists, in one's order, with how many tickets each holds")
def list_views(request: HttpRequest) -> list[dict[str, Any]]:
    viewer = user_of(request)
    ensure_may(viewer, VIEW)
    return [_told(viewer, row) for row in views_for(viewer)]


@views.post("", response={201: ViewOut}, summary="Save a list")
def save_view(request: HttpRequest, payload: ViewIn) -> tuple[int, dict[str, Any]]:
    viewer = user_of(request)
    ensure_may(viewer, VIEW)
    team = team_named(payload.for_team, field="for_team")
    view = actions.save_view(payload.name, filters_in(payload.holds), team=team, by=viewer, at=timezone.now())
    return 201, _told(viewer, view_row_for(viewer, view.pk))


@views.get("/{pk}", response=ViewOut, summary="Read a saved list")
def read_view(request: HttpRequest, pk: int) -> dict[str, Any]:
    viewer = user_of(request)
    ensure_may(viewer, VIEW)
    return _told(viewer, view_row_for(viewer, pk))


@views.patch("/{pk}", response=ViewOut, summary="Change the name of a saved list, or what it holds")
def change_view(request: HttpRequest, pk: int, payload: ViewChangeIn) -> dict[str, Any]:
    viewer = user_of(request)
    ensure_may(viewer, VIEW)
    filters = filters_in(payload.holds) if payload.holds else None
    actions.change_view(pk, name=payload.name, filters=filters, by=viewer, at=timezone.now(), version=payload.version)
    return _told(viewer, view_row_for(viewer, pk))


@views.delete("/{pk}", response={204: None}, summary="Remove a saved list")
def remove_view(request: HttpRequest, pk: int) -> tuple[int, None]:
    actions.remove_view(pk, by=user_of(request), at=timezone.now())
    return 204, None


@views.post("/{pk}/restore", response=ViewOut, summary="Bring a removed list back")
def restore_view(request: HttpRequest, pk: int) -> dict[str, Any]:
    viewer = user_of(request)
    actions.restore_view(pk, by=viewer, at=timezone.now())
    return _told(viewer, view_row_for(viewer, pk))


@views.post("/{pk}/move", response={204: None}, summary="Move a list in one's own order")
def move_view(request: HttpRequest, pk: int, payload: MoveIn) -> tuple[int, None]:
    viewer = user_of(request)
    ensure_may(viewer, VIEW)
    actions.move_view(pk, payload.step, by=viewer)
    return 204, None


@views.get("/{pk}/tickets", response=TicketPage, summary="List the tickets of a saved list")
def tickets(request: HttpRequest, pk: int, after: Query[str] = "") -> dict[str, Any]:
    viewer = user_of(request)
    page = tickets_for(viewer, filters_of(view_for(viewer, pk), after=after))
    return {"items": page.rows, "next": page.next}


def filters_in(held: HeldIn) -> Filters:
    """What a list holds, as a program says it. Raises `Invalid` for a key that is none."""
    category, team = find_term(Category, held.category, "category"), team_named(held.team, field="team")
    return Filters(
        view=held.base,
        states=tuple(held.states),
        priorities=tuple(held.priorities),
        category_id=category.pk if category else None,
        team_id=team.pk if team else None,
        owner_id=user_named(held.owner, field="owner").pk if held.owner else None,
        language=held.language,
        tag="".join(clean_tags([held.tag])),
        sort=held.sort,
    )


def _told(viewer: User, row: ViewRow) -> dict[str, Any]:
    filters = row.filters
    held = {name: getattr(filters, name) for name in ("priorities", "language", "tag", "sort")}
    named = {"category": row.category, "team": row.of_team, "owner": row.of_owner}
    return {
        "id": row.id,
        "name": row.name,
        "for_team": row.team_key,
        "holds": {"base": filters.view, "states": filters.states or Ticket.OPEN_STATES, **held, **named},
        "count": row.count,
        "version": row.version,
        "may_change": may_change(viewer, row),
    }
