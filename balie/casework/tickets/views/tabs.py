"""The lists a colleague may open, above each of them: those everybody has, and those that were saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from balie.access.accounts.models import User
from balie.access.permissions.actions import may
from balie.casework.procedures.policies import WATCH
from balie.casework.tickets.models import SavedView
from balie.casework.tickets.queries.lists import MOST_COUNTED, VIEWS, counts_for
from balie.casework.tickets.queries.views import ViewRow, views_for
from balie.casework.tickets.views.filters import ListAsked, query_of
from balie.casework.tickets.words import base_names
from balie.foundation.ui.addresses import url

WORK, DEVIATIONS = "work", "deviations"


def tabs_of(viewer: User, asked: ListAsked) -> dict[str, Any]:
    """As `list_tabs`, above the list that is asked."""
    active = "" if asked.saved else asked.filters.view
    return list_tabs(viewer, active, saved=asked.saved, query=query_of(asked.filters, saved=asked.saved))


def list_tabs(viewer: User, active: str, *, saved: SavedView | None = None, query: str = "") -> dict[str, Any]:
    """The lists everybody has, those that were saved, and on which nudges they are fetched again: of any ticket, when a saved list may hold it.

    `active` is a list, `WORK` or `DEVIATIONS`; `query` says the same to the address they are fetched from.
    """
    rows = views_for(viewer)
    own = [f"tickets:user:{viewer.pk}", *(f"tickets:team:{pk}" for pk in viewer.team_ids), "tickets:unassigned"]
    return {
        "tabs": _everybodys(viewer, active, counts_for(viewer)),
        "saved_tabs": [_saved_tab(row, saved) for row in rows],
        "counts_url": f"{url('tickets:counts')}?{query or f'at={active}'}",
        "counts_topics": triggers(["tickets"] if rows else own, "3s"),
        "more": _more_pages(viewer),
    }


def _more_pages(viewer: User) -> tuple[tuple[str, str, str], ...]:
    """What else the viewer may open about many tickets: (words, address, icon)."""
    pages = (
        ("tickets.see_refusals", _("Transfers that came back"), "tickets:refusals", "back"),
        ("tickets.hand_over", _("Hand over a colleague’s work"), "tickets:handovers", "transfer"),
        ("tickets.take", _("My changes of many tickets"), "tickets:bulk_jobs", "ticket"),
    )
    return tuple((words, url(page), icon) for verb, words, page, icon in pages if may(viewer, verb))


def _saved_tab(row: ViewRow, saved: SavedView | None) -> dict[str, Any]:
    return {
        "label": row.name,
        "title": f"{row.name} · {row.team}" if row.team else row.name,
        "icon": "team" if row.team else "",
        "id": f"saved-{row.id}",
        "url": f"{url('tickets:lists')}?saved={row.id}",
        "active": saved is not None and saved.pk == row.id,
        "note": "…" if row.count is None else counted(row.count),
    }


def _everybodys(viewer: User, active: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The lists with how many each holds: the work list first, for who takes tickets; last, for who watches over procedures, where they were not followed."""
    work = {"label": _("Work list"), "url": url("tickets:work"), "active": active == WORK, "note": ""}
    names = base_names()
    tabs: list[dict[str, Any]] = [
        {
            "label": names[view],
            "url": f"{url('tickets:lists')}?view={view}",
            "active": view == active,
            "note": counted(counts[view]) if view in counts else "",
        }
        for view in VIEWS
    ]
    if may(viewer, WATCH):
        tabs.append({"label": _("Procedure not followed"), "url": url("tickets:deviations"), "active": active == DEVIATIONS})
    return [work, *tabs] if viewer.has("tickets.take") else tabs


def counted(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def triggers(names: Sequence[str], throttle: str) -> str:
    """The htmx triggers of a part that these topics are about."""
    return ", ".join([*(f"nudge:{name} from:body throttle:{throttle}" for name in names), "resync from:body", "settled"])
