"""Saved lists: what they hold, whose they are, in which order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.actions import set_preferences
from balie.access.accounts.models import Team, User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may, may
from balie.casework.tickets.jobs import defer_counting
from balie.casework.tickets.models import SavedView
from balie.casework.tickets.policies import MANAGE_VIEWS
from balie.casework.tickets.queries.lists import Filters
from balie.casework.tickets.queries.views import definition_of, may_change, view_for, views_for
from balie.foundation.errors import Invalid, NotAllowed, NotFound, Outdated
from balie.foundation.live import nudge
from balie.foundation.text.normalise import one_line

VIEW = "tickets.view"
MOST_VIEWS = 30


@transaction.atomic
def save_view(name: str, filters: Filters, *, team: Team | None = None, by: User, at: datetime) -> SavedView:
    """Keep a list under a name, for oneself or for a team one is in; it is counted in a moment. Raises `Invalid` on name, team or customer."""
    ensure_may(by, VIEW)
    if team is not None and team.pk not in by.team_ids and not may(by, MANAGE_VIEWS):
        raise Invalid(field="team", reason=_("Choose one of your own teams."))
    _ensure_keepable(filters)
    view = SavedView(user=None if team else by, team=team, made_by=by, changed_at=at, **definition_of(filters))
    view.name = _sound_name(view, name)
    _ensure_room(view)
    view.save(force_insert=True)
    defer_counting(view.pk, view.generation)
    _keep(view, "view_saved", by=by, at=at)
    return view


@transaction.atomic
def change_view(
    pk: int, *, name: str | None = None, filters: Filters | None = None, by: User, at: datetime, version: int | None = None
) -> SavedView:
    """Another name, other filters, or both. Raises `NotFound`, `NotAllowed`, `Invalid`, and `Outdated` when `version` is not the newest."""
    view = _held(pk, by=by)
    if version is not None and view.version != version:
        raise Outdated(version=view.version)
    if name is not None:
        view.name = _sound_name(view, name)
    if filters is not None:
        _define(view, filters)
    view.version, view.changed_at = view.version + 1, at
    view.save()
    _keep(view, "view_changed", by=by, at=at)
    return view


@transaction.atomic
def remove_view(pk: int, *, by: User, at: datetime) -> SavedView:
    """Take the list away from all who had it; `restore_view` brings it back."""
    view = _held(pk, by=by)
    view.removed_at = at
    view.save(update_fields=["removed_at"])
    _keep(view, "view_removed", by=by, at=at)
    return view


@transaction.atomic
def restore_view(pk: int, *, by: User, at: datetime) -> SavedView:
    """Bring back a list that was removed. Raises `NotFound`, `NotAllowed`, and `Invalid` when its name is another's meanwhile."""
    view = SavedView.objects.select_for_update(of=("self",)).exclude(removed_at=None).filter(pk=pk).first()
    if view is None or not (view.user_id == by.pk or view.team_id in by.team_ids or (view.team_id and may(by, MANAGE_VIEWS))):
        raise NotFound()
    _ensure_may_change(view, by=by)
    view.removed_at = None
    _sound_name(view, view.name)
    _ensure_room(view)
    _count_anew(view)
    view.save()
    _keep(view, "view_restored", by=by, at=at)
    return view


def move_view(pk: int, step: int, *, by: User) -> None:
    """One place earlier (-1) or later (1) in one's own order, whoever's list it is; at an end it stays. Raises `NotFound`."""
    order = [each.id for each in views_for(by)]
    if pk not in order:
        raise NotFound()
    where = order.index(pk)
    other = min(max(where + step, 0), len(order) - 1)
    order[where], order[other] = order[other], order[where]
    set_preferences(by, view_order=order)


def order_views_by_name(*, by: User) -> None:
    """One's own order is given up."""
    set_preferences(by, view_order=[])


def _held(pk: int, *, by: User) -> SavedView:
    view = view_for(by, pk)
    _ensure_may_change(view, by=by)
    return SavedView.objects.select_for_update(of=("self",)).get(pk=view.pk)


def _ensure_may_change(view: SavedView, *, by: User) -> None:
    ensure_may(by, VIEW)
    if not may_change(by, view):
        raise NotAllowed()


def _define(view: SavedView, filters: Filters) -> None:
    """What it holds is counted anew only when it is another thing."""
    _ensure_keepable(filters)
    defined = definition_of(filters)
    was = _holds({name: getattr(view, name) for name in defined})
    for name, value in defined.items():
        setattr(view, name, value)
    if _holds(defined) != was:
        _count_anew(view)


def _holds(defined: dict[str, Any]) -> dict[str, Any]:
    """Of the orders only one decides what is in a list: by who waits longest, which leaves out who does not wait."""
    return defined | {"sort": defined["sort"] == "waiting"}


def _count_anew(view: SavedView) -> None:
    view.generation, view.is_counted = view.generation + 1, False
    defer_counting(view.pk, view.generation)


def _ensure_keepable(filters: Filters) -> None:
    if filters.customer_id:
        raise Invalid(field="customer", reason=_("A list of one customer is not saved: the customer’s file has it."))


def _sound_name(view: SavedView, name: str) -> str:
    name = one_line(name)[:80]
    if not name:
        raise Invalid(field="name", reason=_("Give the list a name."))
    if _beside(view).filter(name__iexact=name).exists():
        raise Invalid(field="name", reason=_("There is a saved list of this name already."))
    return name


def _ensure_room(view: SavedView) -> None:
    if _beside(view).count() >= MOST_VIEWS:
        raise Invalid(field="name", reason=_("At most thirty saved lists: change or remove one that is not needed."))


def _beside(view: SavedView) -> Any:
    """The others of the same person or team."""
    return SavedView.objects.filter(user=view.user_id, team=view.team_id, removed_at=None).exclude(pk=view.pk or 0)


def _keep(view: SavedView, verb: str, *, by: User, at: datetime) -> None:
    record(f"tickets.{verb}", view, by=by, at=at, data={"team": view.team_id, "version": view.version})
    tell_of_view(view)


def tell_of_view(view: SavedView) -> None:
    """Nudge the lists of who has it: who has none yet listens to their own tickets alone."""
    nudge("tickets", f"tickets:team:{view.team_id}" if view.team_id else f"tickets:user:{view.user_id}")
