"""The lists of tickets: mine, my teams', unassigned, all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.actions import set_preferences
from balie.access.accounts.models import OperatorRequest, User
from balie.access.permissions.actions import ensure_may, may
from balie.casework.procedures.policies import WATCH
from balie.casework.tickets.bulk_verbs import offered
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.lists import MOST_COUNTED, SORTS, VIEWS, Filters, asked_for, counts_for, tickets_for
from balie.casework.tickets.queries.terms import terms_for
from balie.casework.tickets.views.bulk import REFUSED, list_of
from balie.casework.tickets.views.filters import read_filters
from balie.casework.tickets.words import grade_names, priority_names, state_names, urgency_names
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
_KEPT = ("state", "priority", "category", "team", "language", "tag")


class Heading(NamedTuple):
    """The head of a column; `sorted` is "ascending", "descending" or ""."""

    label: str
    url: str = ""
    sorted: str = ""
    end: bool = False
    wide: bool = False


@require_safe
def lists(request: OperatorRequest) -> HttpResponse:
    """A page of fifty; the rows alone for a refresh."""
    ensure_may(request.user, "tickets.view")
    filters = read_filters(request.GET)
    if is_partial(request):
        return render_block(request, PAGE, "list", **_listed(request, filters))
    with asked_together(*asked_for(request.user, filters), open_contacts_asked(request.user)):
        found = _listed(request, filters) | _around(request, filters)
        return render(request, PAGE, **found, refused=request.session.pop(REFUSED, []))


def _listed(request: OperatorRequest, filters: Filters) -> dict[str, Any]:
    """The rows, their heads and where they lead."""
    page, columns = tickets_for(request.user, filters), columns_of(request.user.preferences)
    links = _links(request, filters, page.next)
    return {
        "page": page,
        "filters": filters,
        "columns": columns,
        "head": _head(columns, filters, links),
        "state_pairs": tuple(state_names().items()),
        "priority_pairs": tuple(priority_names().items()),
        "here": request.get_full_path(),
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


def _around(request: OperatorRequest, filters: Filters) -> dict[str, Any]:
    """The tabs with their counts, and the choices of the filters."""
    return {
        "tabs": tabs_for(request.user, filters.view, counts_for(request.user)),
        "terms": terms_for(Ticket()),
        "all_columns": tuple(column_names().items()),
        "urgencies": tuple(urgency_names()),
        "grades": tuple(grade_names()),
        "languages": tuple((code, language_name(code)) for code in LANGUAGES),
    }


def tabs_for(viewer: User, active: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The lists with how many each holds: the work list first, for who takes tickets; last, for who watches over procedures, where they were not followed."""
    work = {"label": _("Work list"), "url": url("tickets:work"), "active": active == "work", "note": ""}
    names = {"mine": _("Mine"), "team": _("My teams"), "unassigned": _("Unassigned"), "all": _("All")}
    tabs: list[dict[str, Any]] = [
        {
            "label": names[view],
            "url": f"{url('tickets:lists')}?view={view}",
            "active": view == active,
            "note": _counted(counts[view]) if view in counts else "",
        }
        for view in VIEWS
    ]
    if may(viewer, WATCH):
        tabs.append({"label": _("Procedure not followed"), "url": url("tickets:deviations"), "active": active == DEVIATIONS})
    return [work, *tabs] if viewer.has("tickets.take") else tabs


def _counted(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def _links(request: HttpRequest, filters: Filters, key: str) -> dict[str, str]:
    """Addresses of this list sorted otherwise, and of its older and first pages."""
    kept = [(name, value) for name in _KEPT for value in request.GET.getlist(name) if value]
    kept.append(("view", filters.view))

    def to(*more: tuple[str, str]) -> str:
        return f"{url('tickets:lists')}?{urlencode([*kept, *more])}"

    links = {sort: to(("sort", sort)) for sort in SORTS}
    links["older"] = to(("sort", filters.sort), ("after", key)) if key else ""
    links["newer"] = to(("sort", filters.sort)) if filters.after else ""
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
    return ", ".join([*(f"nudge:{name} from:body throttle:1s" for name in names), "resync from:body", "settled"])
