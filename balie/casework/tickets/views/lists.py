"""The lists of tickets: mine, my teams', unassigned, all, and those that were saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.actions import set_preferences
from balie.access.accounts.models import OperatorRequest, User
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets.bulk_verbs import offered
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.lists import SORTS, Filters, asked_for, counts_asked, tickets_for
from balie.casework.tickets.queries.terms import terms_for
from balie.casework.tickets.queries.views import may_change, views_asked
from balie.casework.tickets.views.bulk import REFUSED, list_of
from balie.casework.tickets.views.filters import ListAsked, read_list, sorted_queries
from balie.casework.tickets.views.tabs import DEVIATIONS, WORK, list_tabs, tabs_of, triggers
from balie.casework.tickets.words import grade_names, priority_names, state_names, urgency_names
from balie.conversation.contacts.queries import open_contacts_asked
from balie.foundation.statements.together import asked_together
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.ui.addresses import url
from balie.foundation.ui.filters import language_name
from balie.foundation.ui.words import once_a_language
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block

PAGE = "tickets/lists.html"
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
    """The lists with how many each holds, for a refresh: `?saved=` and `?view=` as the list beside it, or `?at=` the page they stand on."""
    ensure_may(request.user, "tickets.view")
    viewer, at = request.user, request.GET.get("at", "")
    asked = read_list(viewer, request.GET)
    with asked_together(counts_asked(viewer), views_asked(viewer)):
        return render_block(request, PAGE, "counts", **(list_tabs(viewer, at) if at in {WORK, DEVIATIONS} else tabs_of(viewer, asked)))


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


@once_a_language
def column_names() -> Mapping[str, str]:
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
    return tabs_of(request.user, asked) | {
        "terms": terms_for(Ticket()),
        "all_columns": tuple(column_names().items()),
        "urgencies": urgency_names(),
        "grades": grade_names(),
        "languages": tuple((code, language_name(code)) for code in LANGUAGES),
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


def _links(asked: ListAsked, key: str) -> dict[str, str]:
    """Addresses of this list: as it stands, sorted otherwise, and of its older and first pages."""
    filters, lists = asked.filters, url("tickets:lists")
    links = {sort: f"{lists}?{query}" for sort, query in sorted_queries(filters, asked.saved).items()}
    as_asked = links[filters.sort]
    links["here"] = f"{as_asked}&{urlencode({'after': filters.after})}" if filters.after else as_asked
    links["older"] = f"{as_asked}&{urlencode({'after': key})}" if key else ""
    links["newer"] = as_asked if filters.after else ""
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
    return triggers(names, "1s")
