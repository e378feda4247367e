from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.test import RequestFactory

from balie.access.accounts.testing import MONDAY_9AM
from balie.conversation.contacts.forms import FilterForm
from balie.conversation.contacts.listing import Page, Row
from balie.conversation.contacts.queries import ContactLine
from balie.foundation.ui.testing import calls_a_row
from balie.foundation.web.pages import render_block

MOST = 50  # a macro a cell costs twice this


def a_row(number: int) -> Row:
    line = ContactLine(
        id=number,
        number=number,
        channel="call",
        direction="in",
        title="Peeters, Jan",
        party="",
        subject="",
        started_at=MONDAY_9AM,
        finished_at=MONDAY_9AM,
        operator="Nele Baert",
        result="answered",
        sentence="Told how the meter is read, and when the next bill comes",
    )
    return Row(line, line.title, f"/contacts/{number}/")


def test_a_row_of_the_list_costs_few_calls(rf: RequestFactory) -> None:
    def render(rows: Sequence[Row]) -> HttpResponse:
        page = Page(list(rows), "", is_first=True)
        return render_block(rf.get("/contacts/"), "contacts/index.html", "content", page=page, form=FilterForm({}))

    assert calls_a_row(render, [a_row(40100000 + number) for number in range(50)]) <= MOST
