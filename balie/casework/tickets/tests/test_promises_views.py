"""The promises on a ticket's page: a line each, with its ledger."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import Team, User
from balie.access.permissions.levels import Level
from balie.casework.tickets import actions
from balie.casework.tickets.models import StateReason, Ticket
from balie.casework.tickets.testing import a_ticket
from balie.foundation.text.labels import label
from balie.records.calendars.slots import DAYS
from balie.records.sla.actions import make_default, save_targets
from balie.records.sla.models import Agreement
from balie.records.sla.queries import forget_promised
from balie.records.sla.testing import a_calendar, an_agreement
from balie.records.taxonomy.models import Result
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _agreement(db: None) -> None:
    """An answer in two hours, a solution in ten, by day and night."""
    always = a_calendar("always", {day: [["00:00", "24:00"]] for day in DAYS})
    now = {"by": None, "at": timezone.now() - 24 * HOUR}
    found = an_agreement("standard", hours=0)
    cells = {(priority, metric): HOUR * hours for priority in (1, 2, 3, 4) for metric, hours in (("first", 2), ("solution", 10))}
    save_targets(found, cells=cells, calendars=dict.fromkeys((1, 2, 3, 4), always), **now)
    make_default(found, **now)


def opened(*, ago: timedelta, **fields: object) -> Ticket:
    at: datetime = timezone.now() - ago
    return a_ticket(at=at, **fields)


def part(desk: Client, ticket: Ticket) -> str:
    return desk.get(f"/tickets/{ticket.number}/promises/").content.decode()


def test_the_page_fetches_its_promises(desk: Client) -> None:
    ticket = opened(ago=HOUR)

    assert f'hx-get="/tickets/{ticket.number}/promises/"' in desk.get(f"/tickets/{ticket.number}/").content.decode()


def test_the_head_of_the_ticket_says_how_long_the_first_promise_has(desk: Client) -> None:
    assert "59 min left" in desk.get(f"/tickets/{opened(ago=HOUR).number}/").content.decode()


def test_each_promise_says_how_long_it_has(desk: Client) -> None:
    told = part(desk, opened(ago=HOUR))

    assert "first response" in told
    assert "solution" in told
    assert "59 min left" in told
    assert 'value="50"' in told


def test_one_that_is_nearly_used_is_amber_and_one_past_red(desk: Client) -> None:
    nearly, past = part(desk, opened(ago=timedelta(minutes=100))), part(desk, opened(ago=3 * HOUR))

    assert "timebar--amber" in nearly
    assert "timebar--red" not in nearly
    assert "timebar--red" in past
    assert "late" in past


def test_a_wait_says_why_it_is_paused(desk: Client, operator: User) -> None:
    reason = StateReason.objects.create(key="photo", name=label("photo of the meter", "", "", ""), state="customer")
    ticket = opened(ago=HOUR, by=operator)
    actions.set_state(ticket.number, "customer", reason=reason, by=operator, at=timezone.now() - HOUR / 2)

    told = part(desk, ticket)

    assert "paused" in told
    assert "photo of the meter" in told


def test_one_that_was_kept_says_so(desk: Client, operator: User) -> None:
    ticket = opened(ago=HOUR, by=operator)
    actions.close_ticket(ticket.number, result=a_term(Result, "opgelost"), sentence="Opgelost", by=operator, at=timezone.now())

    assert "on time" in part(desk, ticket)


def test_without_an_agreement_it_says_that_nothing_is_promised(desk: Client) -> None:
    Agreement.objects.update(is_default=False)
    forget_promised()

    assert "Nothing is promised about this ticket." in part(desk, opened(ago=HOUR))


def test_a_ticket_one_may_not_see_has_no_promises(desk: Client, winkel: Team) -> None:
    hidden = opened(ago=HOUR, team=winkel, level=Level.RESTRICTED)

    assert desk.get(f"/tickets/{hidden.number}/promises/").status_code == 404
