from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets.queries.lists import Filters, TicketPage, TicketRow
from balie.casework.tickets.views.lists import PAGE, SHOWN_AT_FIRST, Heading, column_names
from balie.casework.tickets.words import priority_names, state_names
from balie.foundation.ui import components
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


@pytest.fixture
def render(rf: RequestFactory) -> Callable[[Sequence[TicketRow]], HttpResponse]:
    links = dict.fromkeys(("changed", "oldest", "opened", "priority", "waiting", "number", "older", "newer"), "/tickets/")
    head = tuple(Heading(name) for name in column_names().values())
    around = {"filters": Filters(), "columns": SHOWN_AT_FIRST, "head": head, "links": links, "bulk": {"take"}}
    pairs = {"state_pairs": tuple(state_names().items()), "priority_pairs": tuple(priority_names().items())}

    def draw(rows: Sequence[TicketRow]) -> HttpResponse:
        return render_block(
            rf.get("/tickets/"), PAGE, "list", page=TicketPage(tuple(rows), ""), **around, **pairs, here="/tickets/", topics=""
        )

    return draw


def test_a_row_of_the_list_costs_few_calls(render: Callable[[Sequence[TicketRow]], HttpResponse]) -> None:
    def with_a_new_row(rows: Sequence[TicketRow]) -> HttpResponse:
        components._drawn_whole.cache_clear()
        return render(rows)

    assert calls_a_row(with_a_new_row, [a_row(20100000 + number) for number in range(50)]) <= MOST


def test_the_same_list_for_a_colleague_is_not_drawn_again(render: Callable[[Sequence[TicketRow]], HttpResponse]) -> None:
    assert calls_a_row(render, [a_row(20200000 + number) for number in range(50)]) < 1


def test_another_row_is_drawn(render: Callable[[Sequence[TicketRow]], HttpResponse]) -> None:
    render([a_row(20300000)])

    assert b"20300001" in render([a_row(20300000), a_row(20300001)]).content
