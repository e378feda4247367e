from __future__ import annotations

import pytest

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.pages import due_next, told_to
from balie.casework.tickets.queries.lists import Filters, tickets_for
from balie.foundation.installation.actions import load_demo

pytestmark = pytest.mark.django_db


def test_in_the_demo_everybody_has_work_in_every_language() -> None:
    load_demo(MONDAY_9AM)

    assert set(Ticket.objects.values_list("language", flat=True)) == {"nl", "fr", "en", "de"}
    assert set(Ticket.objects.values_list("state", flat=True)) >= {"new", "customer", "third", "solved"}
    for name in ("operator", "operator2"):
        user = User.objects.get(username=name)
        assert tickets_for(user, Filters(view="mine")).rows
        assert len(due_next(user, MONDAY_9AM).rows) >= 3
    assert told_to(User.objects.get(username="operator"), MONDAY_9AM).rows
