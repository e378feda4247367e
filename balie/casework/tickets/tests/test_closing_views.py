from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets.testing import a_ticket

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("waits_since", "is_warned"), [(MONDAY_9AM, True), (None, False)])
def test_closing_warns_when_the_customer_still_waits_for_an_answer(desk: Client, waits_since: datetime | None, is_warned: bool) -> None:
    ticket = a_ticket(answer_due_since=waits_since)

    page = desk.get(f"/tickets/{ticket.number}/").content.decode()

    assert ("has no answer from us yet" in page) == is_warned
