"""The lists of tickets: mine, my teams', unassigned, all."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.actions import set_preferences
from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.lists import MOST_COUNTED, SORTS, VIEWS, Filters, counts_for, tickets_for
from balie.casework.tickets.queries.terms import terms_for
from balie.casework.tickets.rules import clean_tags
from balie.casework.tickets.views.bulk import REFUSED, list_of, offered
from balie.casework.tickets.words import grade_names, priority_names, state_names, urgency_names
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.ui.addresses import url
from balie.foundation.ui.filters import language_name
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block

PAGE = "tickets/lists.html"
COLUMNS = ("state", "priority", "customer", "team", "owner", "category", "language", "tags", "opened", "waiting", "changed")
SHOWN_AT_FIRST = ("state", "priority", "customer", "team", "owner", "changed")
PREFERENCE = "ticket_columns"
_KEPT = ("state", "priority", "category", "team", "language", "tag")


@require_safe
def lists(request: OperatorRequest) -> HttpResponse:
    """A page of fifty; the rows alone for a refresh."""
    ensure_may(request.user, "tickets.view")
    filters = read_filters(request)
    page = tickets_for(request.user, filters)
    context: dict[str, Any] = {
        "page": page,
        "filters": filters,
        "columns": columns_of(request.user.preferences),
        "all_columns": column_names(),
        "states": state_names(),
        "priorities": priority_names(),
        "here": request.get_full_path(),
        "links": _links(request, filters, page.next),
        "topics": _topics(request, filters),
        "bulk": offered(request.user),
    }
    if is_partial(request):
        return render_block(request, PAGE, "list", **context)
    return render(request, PAGE, **context, **_around(request, filters), refused=request.session.pop(REFUSED, []))


@require_POST
def columns(request: OperatorRequest) -> HttpResponse:
    """Keep which columns the colleague wants to see."""
    chosen = [name for name in COLUMNS if name in request.POST.getlist("column")]
    set_preferences(request.user, ticket_columns=chosen)
    return redirect_after_post(list_of(request))


def read_filters(request: HttpRequest) -> Filters:
    """What the address asks; what nobody offered is as not asked."""
    asked, listed = request.GET.get, request.GET.getlist
    view, sort = asked("view", ""), asked("sort", "")
    return Filters(
        view=view if view in VIEWS else VIEWS[0],
        states=tuple(state for state in listed("state") if state in Ticket.State.values),
        priorities=tuple(int(each) for each in listed("priority") if each in {"1", "2", "3", "4"}),
        category_id=_pk(asked("category", "")),
        team_id=_pk(asked("team", "")),
        customer_id=_pk(asked("customer", "")),
        language=asked("language", "") if asked("language") in LANGUAGES else "",
        tag="".join(clean_tags([asked("tag", "")])),
        sort=sort if sort in SORTS else "changed",
        after=asked("after", ""),
    )


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
    counts = counts_for(request.user)
    names = {"mine": _("Mine"), "team": _("My teams"), "unassigned": _("Unassigned"), "all": _("All")}
    tabs = [
        {
            "label": names[view],
            "url": f"{url('tickets:lists')}?view={view}",
            "active": view == filters.view,
            "note": _counted(counts[view]) if view in counts else "",
        }
        for view in VIEWS
    ]
    return {
        "tabs": tabs,
        "terms": terms_for(Ticket()),
        "state_pairs": tuple(state_names().items()),
        "priority_pairs": tuple(priority_names().items()),
        "urgencies": tuple(urgency_names()),
        "grades": tuple(grade_names()),
        "languages": tuple((code, language_name(code)) for code in LANGUAGES),
    }


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


def _pk(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
