from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.test import RequestFactory

from balie.access.accounts.testing import MONDAY_9AM
from balie.foundation.ui.testing import calls_a_row
from balie.foundation.web.pages import render_block
from balie.records.customers.queries import Filters
from balie.records.customers.queries.lists import CustomerRow, Page
from balie.records.customers.views.index import PAGE, column_names

MOST = 50  # a macro a cell costs twice this
COLUMNS = ("number", "type", "language", "mail", "place", "changed")  # the telephone's form is another's library


def a_row(number: int) -> CustomerRow:
    return CustomerRow(
        number=number,
        name="Peeters, Jan",
        kind="person",
        customer_type="residential",
        language="nl",
        phone="",
        mail="jan.peeters@post.example",
        place="Gent",
        account_manager="",
        changed_at=MONDAY_9AM,
    )


def test_a_row_of_the_list_costs_few_calls(rf: RequestFactory) -> None:
    links = dict.fromkeys(("name", "change", "page"), "/customers/")
    around = {"filters": Filters(), "columns": COLUMNS, "all_columns": column_names(), "links": links, "here": "/customers/"}

    def render(rows: Sequence[CustomerRow]) -> HttpResponse:
        return render_block(rf.get("/customers/"), PAGE, "list", page=Page(list(rows)), **around)

    assert calls_a_row(render, [a_row(10100000 + number) for number in range(50)]) <= MOST
