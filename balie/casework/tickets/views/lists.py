"""The lists of tickets: mine, my teams', unassigned, all, and those that were saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.actions import set_preferences
from balie.access.accounts.models import OperatorRequest, User
from balie.access.permissions.actions import ensure_may, may
from balie.casework.procedures.policies import WATCH
from balie.casework.tickets.bulk_verbs import offered
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.lists import MOST_COUNTED, SORTS, VIEWS, Filters, asked_for, counts_asked, counts_for, tickets_for
from balie.casework.tickets.queries.terms import terms_for
from balie.casework.tickets.queries.views import ViewRow, may_change, views_asked, views_for
from balie.casework.tickets.views.bulk import REFUSED, list_of
from balie.casework.tickets.views.filters import ListAsked, query_of, read_list
from balie.casework.tickets.words import base_names, grade_names, priority_names, state_names, urgency_names
from balie.conversation.contacts.queries import open_contacts_asked
from balie.foundation.statements.together import asked_together
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.ui.addresses import url
from balie.foundation.ui.filters import language_name
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block

PAGE = "tickets/lists.html"
DEVIATIONS = "deviations"
COLUMNS = ("state", "priority", "customer", "team", "owner", "category", "language", "tags", "opened", "waiting", "changed")
SHOWN_AT_FIRST = ("state", "priority", "customer", "team", "owner", "changed")
PREFERENCE = "ticket_columns"
# Column → the orders its head offers, the first at the first press.
_SORTED = {"priority": ("priority",), "opened": ("opened",), "waiting": ("waiting",), "changed": ("changed", "oldest")}


class Heading(NamedTuple):
    """The head of a column; `sorted` is "ascending", "descending" or ""."""

    label: str
    url: str = ""
    sorted: str = ""
    end: bool = False
    wide: bool = False


@require_safe
def lists(request: OperatorRequest) -> HttpResponse:
    """A page of fifty, of a saved list by `?saved=`; the rows alone for a refresh."""
    ensure_may(request.user, "tickets.view")
    asked = read_list(request.user, request.GET)
    if is_partial(request):
        return render_block(request, PAGE, "list", **_listed(request, asked))
    return list_page(request, asked)


def list_page(request: OperatorRequest, asked: ListAsked, *, wrong: Mapping[str, str] | None = None, typed: str = "") -> HttpResponse:
    """The whole page; with what was `wrong` in the name `typed` for it, when it was to be saved."""
    with asked_together(*asked_for(request.user, asked.filters), views_asked(request.user), open_contacts_asked(request.user)):
        found = _listed(request, asked) | _around(request, asked) | _saving(request.user, asked)
        refused = request.session.pop(REFUSED, [])
        return render(request, PAGE, 422 if wrong else 200, **found, refused=refused, wrong=wrong or {}, typed=typed)


@require_safe
def counts(request: OperatorRequest) -> HttpResponse:
    """The lists with how many each holds, for a refresh: `?saved=` and `?view=` as the list beside it."""
    ensure_may(request.user, "tickets.view")
    asked = read_list(request.user, request.GET)
    with asked_together(counts_asked(request.user), views_asked(request.user)):
        return render_block(request, PAGE, "counts", **_counts(request.user, asked))


def _listed(request: OperatorRequest, asked: ListAsked) -> dict[str, Any]:
    """The rows, their heads and where they lead."""
    filters = asked.filters
    page, columns = tickets_for(request.user, filters), columns_of(request.user.preferences)
    links = _links(asked, page.next)
    return {
        "page": page,
        "filters": filters,
        "columns": columns,
        "head": _head(columns, filters, links),
        "state_pairs": tuple(state_names().items()),
        "priority_pairs": tuple(priority_names().items()),
        "here": links["here"],
        "links": links,
        "topics": _topics(request, filters),
        "bulk": offered(request.user),
    }


@require_POST
def columns(request: OperatorRequest) -> HttpResponse:
    """Keep which columns the colleague wants to see."""
    chosen = [name for name in COLUMNS if name in request.POST.getlist("column")]
    set_preferences(request.user, ticket_columns=chosen)
    return redirect_after_post(list_of(request))


def columns_of(preferences: dict[str, Any]) -> tuple[str, ...]:
    kept = preferences.get(PREFERENCE)
    return tuple(name for name in COLUMNS if name in (kept if isinstance(kept, list) else SHOWN_AT_FIRST))


def column_names() -> dict[str, str]:
    return {
        "state": _("State"),
        "priority": _("Priority"),
        "customer": _("Customer"),
        "team": _("Team"),
        "owner": _("Owner"),
        "category": _("Category"),
        "language": _("Language"),
        "tags": _("Tags"),
        "opened": _("Opened"),
        "waiting": _("Waits since"),
        "changed": _("Changed"),
    }


def _around(request: OperatorRequest, asked: ListAsked) -> dict[str, Any]:
    """The lists with their counts, and the choices of the filters."""
    return _counts(request.user, asked) | {
        "terms": terms_for(Ticket()),
        "all_columns": tuple(column_names().items()),
        "urgencies": tuple(urgency_names()),
        "grades": tuple(grade_names()),
        "languages": tuple((code, language_name(code)) for code in LANGUAGES),
    }


def _counts(viewer: User, asked: ListAsked) -> dict[str, Any]:
    """The lists everybody has, those that were saved, and on which nudges they are fetched again: of any ticket, when a saved list may hold it."""
    rows = views_for(viewer)
    own = [f"tickets:user:{viewer.pk}", *(f"tickets:team:{pk}" for pk in viewer.team_ids), "tickets:unassigned"]
    return {
        "tabs": tabs_for(viewer, "" if asked.saved else asked.filters.view, counts_for(viewer)),
        "saved_tabs": [_saved_tab(row, asked) for row in rows],
        "counts_url": f"{url('tickets:counts')}?{query_of(asked.filters, saved=asked.saved)}",
        "counts_topics": _triggers(["tickets"] if rows else own, "3s"),
    }


def _saved_tab(row: ViewRow, asked: ListAsked) -> dict[str, Any]:
    return {
        "label": row.name,
        "title": f"{row.name} · {row.team}" if row.team else row.name,
        "icon": "team" if row.team else "",
        "id": f"saved-{row.id}",
        "url": f"{url('tickets:lists')}?saved={row.id}",
        "active": asked.saved is not None and asked.saved.pk == row.id,
        "note": "…" if row.count is None else counted(row.count),
    }


def _saving(viewer: User, asked: ListAsked) -> dict[str, Any]:
    """The saved list that is open, and what may be kept of the filters."""
    saved = asked.saved
    return {
        "saved": saved,
        "is_changed": asked.is_changed,
        "may_change": saved is not None and may_change(viewer, saved),
        "may_save": not asked.filters.customer_id,
        "team_ids": frozenset(viewer.team_ids),
    }


def tabs_for(viewer: User, active: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The lists with how many each holds: the work list first, for who takes tickets; last, for who watches over procedures, where they were not followed."""
    work = {"label": _("Work list"), "url": url("tickets:work"), "active": active == "work", "note": ""}
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


def _links(asked: ListAsked, key: str) -> dict[str, str]:
    """Addresses of this list: as it stands, sorted otherwise, and of its older and first pages."""
    filters, saved, lists = asked.filters, asked.saved, url("tickets:lists")
    links = {sort: f"{lists}?{query_of(replace(filters, sort=sort), saved=saved)}" for sort in SORTS}
    kept = [("after", filters.after)] if filters.after else []
    links["here"] = f"{lists}?{query_of(filters, *kept, saved=saved)}"
    links["older"] = f"{lists}?{query_of(filters, ('after', key), saved=saved)}" if key else ""
    links["newer"] = f"{lists}?{query_of(filters, saved=saved)}" if filters.after else ""
    return links


def _head(columns: Sequence[str], filters: Filters, links: Mapping[str, str]) -> tuple[Heading, ...]:
    """The heads of the columns: what sorts has an address, and the list's own order says which way it goes."""
    names = column_names()
    first = [
        Heading(_("Number"), links["number"], "descending" if filters.sort == "number" else ""),
        Heading(_("Subject"), wide=True),
    ]
    return (*first, *(_heading(name, names[name], filters.sort, links) for name in columns))


def _heading(column: str, label: str, sort: str, links: Mapping[str, str]) -> Heading:
    if column not in _SORTED:
        return Heading(label)
    first, *other = _SORTED[column]
    ways = {each: "descending" if SORTS[each].is_descending else "ascending" for each in (first, *other)}
    following = other[0] if other and sort == first else first
    return Heading(label, links[following], ways.get(sort, ""), end=column != "priority")


def _topics(request: OperatorRequest, filters: Filters) -> str:
    """The htmx triggers of this list: the nudges of what it shows, and no others."""
    match filters.view:
        case "mine":
            names = [f"tickets:user:{request.user.pk}"]
        case "team":
            names = [f"tickets:team:{pk}" for pk in request.user.team_ids]
        case "unassigned":
            names = ["tickets:unassigned"]
        case _:
            names = ["tickets"]
    return _triggers(names, "1s")


def _triggers(names: Sequence[str], throttle: str) -> str:
    return ", ".join([*(f"nudge:{name} from:body throttle:{throttle}" for name in names), "resync from:body", "settled"])
