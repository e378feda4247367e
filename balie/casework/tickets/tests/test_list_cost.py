from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.test import RequestFactory

from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets.queries.lists import Filters, TicketPage, TicketRow
from balie.casework.tickets.views.lists import PAGE, SHOWN_AT_FIRST, column_names
from balie.casework.tickets.words import priority_names, state_names
from balie.foundation.ui.testing import calls_a_row
from balie.foundation.web.pages import render_block

MOST = 70  # a macro a cell costs twice this


def a_row(number: int) -> TicketRow:
    return TicketRow(
        id=number,
        number=number,
        subject="Geen stroom sinds de wissel van de meter",
        state="open",
        priority=1 + number % 4,
        customer="Peeters, Jan",
        requester="",
        team="Energie",
        owner="Nele Baert",
        category="Meter",
        language="nl",
        tags=("meter", "stroom"),
        opened_at=MONDAY_9AM,
        changed_at=MONDAY_9AM,
        answer_due_since=None,
        wake_at=None,
        version=1,
    )


def test_a_row_of_the_list_costs_few_calls(rf: RequestFactory) -> None:
    links = dict.fromkeys(("changed", "oldest", "opened", "priority", "waiting", "number", "older", "newer"), "/tickets/")
    around = {"filters": Filters(), "columns": SHOWN_AT_FIRST, "all_columns": column_names(), "links": links, "bulk": {"take"}}
    words = {"states": state_names(), "priorities": priority_names(), "here": "/tickets/", "topics": ""}

    def render(rows: Sequence[TicketRow]) -> HttpResponse:
        return render_block(rf.get("/tickets/"), PAGE, "list", page=TicketPage(list(rows), ""), **around, **words)

    assert calls_a_row(render, [a_row(20100000 + number) for number in range(50)]) <= MOST
