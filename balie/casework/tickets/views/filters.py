"""Which tickets a list holds, as its address says."""

from __future__ import annotations

from django.http import QueryDict

from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.lists import SORTS, VIEWS, Filters
from balie.casework.tickets.rules import clean_tags
from balie.foundation.text.labels import LANGUAGES


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
        customer_id=_pk(asked("customer", "")),
        language=asked("language", "") if asked("language") in LANGUAGES else "",
        tag="".join(clean_tags([asked("tag", "")])),
        sort=sort if sort in SORTS else "changed",
        after=asked("after", ""),
    )


def _pk(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
