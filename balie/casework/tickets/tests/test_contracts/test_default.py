"""Another agreement by default: what runs under the one before follows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.casework.tickets import actions
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.testing import a_ticket
from balie.casework.tickets.tests.test_contracts.clocks import clock, run_jobs
from balie.records.catalogue.testing import a_contract
from balie.records.customers.models import Customer
from balie.records.sla import actions as sla
from balie.records.sla.models import Agreement, Clock, ClockEvent, DayTurned
from balie.records.sla.testing import an_agreement

pytestmark = pytest.mark.django_db
NOW: dict[str, Any] = {"by": None, "at": MONDAY_9AM}
HOUR = timedelta(hours=1)


def test_what_runs_follows_another_default_and_keeps_what_was_paused(jan: Customer, at: Any) -> None:
    by, nobodys, his = a_user("operator"), a_ticket(), a_ticket(customer=jan)
    actions.set_state(nobodys.number, state="customer", by=by, at=MONDAY_9AM + HOUR)
    actions.set_state(nobodys.number, state="open", by=by, at=MONDAY_9AM + 2 * HOUR)

    sla.make_default(an_agreement("quick", hours=2), by=None, at=MONDAY_9AM + 2 * HOUR)
    at(MONDAY_9AM + 2 * HOUR)
    run_jobs()

    for ticket in (nobodys, his):
        ticket.refresh_from_db()
        assert (clock(ticket).agreement.key, clock(ticket).due_at) == ("quick", ticket.due_at)
    assert clock(his).due_at == MONDAY_9AM + 2 * HOUR
    assert clock(nobodys).due_at == MONDAY_9AM + 3 * HOUR
    kinds = ClockEvent.objects.filter(clock=clock(nobodys)).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["started", "paused", "resumed", "rebased"]


def test_who_has_a_contract_keeps_it(jan: Customer, at: Any) -> None:
    a_contract(jan)
    ticket = a_ticket(customer=jan)

    sla.make_default(an_agreement("quick", hours=2), **NOW)
    at(MONDAY_9AM + HOUR)
    run_jobs()

    assert clock(ticket).agreement.key == "gold"


def test_an_old_ticket_that_nothing_was_promised_of_is_not_late_at_once(at: Any) -> None:
    Agreement.objects.update(is_default=False)
    sla.make_default(an_agreement("nothing", hours=0), **NOW)
    old = a_ticket()

    sla.make_default(an_agreement("quick", hours=2), **NOW)
    at(MONDAY_9AM + 90 * HOUR)
    run_jobs()

    assert not Clock.objects.filter(subject_id=old.pk).exists()


def test_the_one_that_holds_already_moves_nothing(at: Any) -> None:
    ticket = a_ticket()

    sla.make_default(an_agreement("standard"), **NOW)
    at(MONDAY_9AM + HOUR)
    run_jobs()

    assert ClockEvent.objects.filter(clock=clock(ticket)).count() == 1


def test_a_default_that_ends_by_its_days_lets_go_of_nothing_that_was_promised(at: Any) -> None:
    """What was promised stays promised; what comes next day is no more."""
    ticket, standard = a_ticket(), an_agreement("standard")
    saved = {"name": standard.name, "kind": standard.kind, **NOW}
    sla.save_agreement(standard, last_on=date(2026, 11, 23), **saved)
    at(MONDAY_9AM + 24 * HOUR)
    DayTurned.objects.create(day=date(2026, 11, 23))
    sla.turn_day()
    run_jobs()

    assert clock(ticket).agreement.key == "standard"
    assert not Clock.objects.filter(subject_id=a_ticket(at=MONDAY_9AM + 25 * HOUR).pk).exists()


def test_a_default_that_begins_by_its_days_takes_over_when_its_day_turns(at: Any) -> None:
    ticket: Ticket = a_ticket()
    sla.make_default(an_agreement("quick", hours=2, first_on=date(2026, 11, 24)), **NOW)
    at(MONDAY_9AM + HOUR)
    run_jobs()
    before = clock(ticket).agreement.key

    DayTurned.objects.create(day=date(2026, 11, 23))
    at(MONDAY_9AM + 24 * HOUR)
    sla.turn_day()
    run_jobs()

    assert (before, clock(ticket).agreement.key) == ("standard", "quick")
