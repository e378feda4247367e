"""Which tickets a list holds, as its address says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from balie.access.accounts.models import User
from balie.casework.tickets.models import SavedView, Ticket
from balie.casework.tickets.queries.lists import SORTS, VIEWS, Filters
from balie.casework.tickets.queries.views import filters_of, is_same, view_for
from balie.casework.tickets.rules import clean_tags
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.numbers import whole


@dataclass(frozen=True)
class ListAsked:
    """What an address asks: the filters, and the saved list that is open; `is_changed` when they are not, or no more, what it was saved with."""

    filters: Filters
    saved: SavedView | None = None

    @property
    def is_changed(self) -> bool:
        return self.saved is not None and not is_same(self.filters, filters_of(self.saved))


def read_list(viewer: User, given: QueryDict) -> ListAsked:
    """A saved list by `saved`, with other filters where the address has some; else the filters alone. Raises `NotFound`."""
    pk = _pk(given.get("saved", ""))
    if pk is None:
        return ListAsked(read_filters(given))
    saved = view_for(viewer, pk)
    if "view" in given:
        return ListAsked(read_filters(given), saved)
    return ListAsked(filters_of(saved, after=given.get("after", "")), saved)


def read_filters(given: QueryDict) -> Filters:
    """What the address asks; what nobody offered is as not asked."""
    asked, listed = given.get, given.getlist
    view, sort = asked("view", ""), asked("sort", "")
    return Filters(
        view=view if view in VIEWS else VIEWS[0],
        states=tuple(state for state in listed("state") if state in Ticket.State.values),
        priorities=tuple(int(each) for each in listed("priority") if each in {"1", "2", "3", "4"}),
        category_id=_pk(asked("category", "")),
        team_id=_pk(asked("team", "")),
        owner_id=_pk(asked("owner", "")),
        customer_id=_pk(asked("customer", "")),
        language=asked("language", "") if asked("language") in LANGUAGES else "",
        tag="".join(clean_tags([asked("tag", "")])),
        sort=sort if sort in SORTS else "changed",
        after=asked("after", ""),
    )


def query_of(filters: Filters, *, saved: SavedView | None = None) -> str:
    """The opposite of `read_list`, but for the page: what of a saved list is as it was saved goes without saying."""
    return sorted_queries(filters, saved)[filters.sort]


def sorted_queries(filters: Filters, saved: SavedView | None = None) -> dict[str, str]:
    """By each order of the list, as `query_of`: written once, for all but the order is the same."""
    asked: list[tuple[str, object]] = [
        *([("saved", saved.pk)] if saved else []),
        ("view", filters.view),
        *(("state", each) for each in filters.states),
        *(("priority", each) for each in filters.priorities),
        *((name, value) for name, column in _COLUMNS.items() if (value := getattr(filters, column))),
    ]
    written = urlencode(asked)
    queries = {sort: f"{written}&sort={sort}" for sort in SORTS}
    if saved and is_same(replace(filters, sort=saved.sort), filters_of(saved)):
        queries[saved.sort] = f"saved={saved.pk}"
    return queries


_COLUMNS = {
    "category": "category_id",
    "team": "team_id",
    "owner": "owner_id",
    "customer": "customer_id",
    "language": "language",
    "tag": "tag",
}


def _pk(text: str) -> int | None:
    return whole(text) or None
