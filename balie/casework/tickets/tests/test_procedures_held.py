"""While a ticket waits, time stands still for the steps of its procedures as it does for what was agreed."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.procedures.models import Deviation, Hold, RunStep
from balie.casework.procedures.testing import a_procedure
from balie.casework.tickets import actions
from balie.casework.tickets.models import StateReason, Ticket
from balie.casework.tickets.queries.procedures import runs_for
from balie.casework.tickets.testing import a_ticket
from balie.foundation.text.labels import label
from balie.records.taxonomy.models import Category, Result
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TEN, NOON = MONDAY_9AM + HOUR, MONDAY_9AM + 3 * HOUR


@pytest.fixture
def ticket(db: None) -> Ticket:
    a_procedure(category=a_term(Category), steps=[("Ask", {"hours": 2}), ("Compare", {"hours": 1, "margin_since": "before"})])
    return a_ticket(category=a_term(Category))


def _due(ticket: Ticket) -> list[object]:
    return list(RunStep.objects.filter(run__ticket_run__ticket=ticket).order_by("step__position").values_list("due_at", flat=True))


def _reason(state: str, *, pauses: list[str] | None) -> StateReason:
    return actions.save_reason("foto", state=state, name=label("Foto", "Photo", "Picture", "Foto"), pauses=pauses, by=None, at=MONDAY_9AM)


def _wait(ticket: Ticket, by: User, state: str = "customer", reason: StateReason | None = None) -> None:
    actions.set_state(ticket.number, state, reason=reason, by=by, at=TEN)


def _go_on(ticket: Ticket, by: User) -> None:
    actions.set_state(ticket.number, "open", by=by, at=NOON)


@pytest.mark.decree("S4.1", "S4.5")
def test_while_the_ticket_waits_for_the_customer_no_step_comes_late(ticket: Ticket, operator: User) -> None:
    _wait(ticket, operator)

    assert actions.note_late_steps(at=MONDAY_9AM + 90 * HOUR) == 0
    assert _due(ticket) == [None, None]


@pytest.mark.decree("S4.1")
def test_what_it_waited_is_added_to_the_margin(ticket: Ticket, operator: User) -> None:
    _wait(ticket, operator)

    _go_on(ticket, operator)

    assert _due(ticket) == [MONDAY_9AM + 4 * HOUR, None]


def test_a_wait_that_holds_no_solution_holds_no_step(ticket: Ticket, operator: User) -> None:
    _wait(ticket, operator, "third")
    third = _due(ticket)
    actions.set_state(ticket.number, "customer", reason=_reason("customer", pauses=["update"]), by=operator, at=TEN)

    assert third == _due(ticket) == [MONDAY_9AM + 2 * HOUR, None]


def test_the_reason_of_a_wait_decides_as_it_does_for_what_was_agreed(ticket: Ticket, operator: User) -> None:
    _wait(ticket, operator, "third", _reason("third", pauses=["solution"]))

    assert Hold.objects.get().reason == "foto"
    assert _due(ticket) == [None, None]


def test_a_step_that_was_late_before_the_wait_stays_so(ticket: Ticket, operator: User) -> None:
    actions.set_state(ticket.number, "customer", by=operator, at=NOON)

    assert _due(ticket) == [MONDAY_9AM + 2 * HOUR, None]
    assert actions.note_late_steps(at=NOON + HOUR) == 1


def test_a_step_done_meanwhile_is_in_time_and_the_next_begins_when_the_ticket_goes_on(ticket: Ticket, operator: User) -> None:
    _wait(ticket, operator)
    first = RunStep.objects.get(step__position=1)
    actions.finish_step(ticket.number, first.pk, by=operator, at=TEN + HOUR)

    _go_on(ticket, operator)

    assert _due(ticket)[1] == NOON + HOUR
    assert not Deviation.objects.exists()


def test_a_wait_undone_is_as_if_it_had_never_been(ticket: Ticket, operator: User) -> None:
    before = _due(ticket)
    _wait(ticket, operator)

    actions.undo(ticket.number, by=operator, at=TEN + timedelta(minutes=10))

    assert _due(ticket) == before
    assert not Hold.objects.exists()


def test_a_procedure_that_starts_while_the_ticket_waits_begins_held(operator: User) -> None:
    a_procedure(category=a_term(Category), steps=[("Ask", {"hours": 2})])
    ticket = a_ticket()
    _wait(ticket, operator)

    actions.set_fields(ticket.number, category=a_term(Category), by=operator, at=TEN + HOUR)
    waiting = _due(ticket)
    _go_on(ticket, operator)

    assert (waiting, _due(ticket)) == ([None], [NOON + 2 * HOUR])


def test_while_it_was_closed_its_steps_stood_still(operator: User) -> None:
    a_procedure(category=a_term(Category), steps=[("Ask", {"hours": 2, "is_mandatory": False})])
    ticket = a_ticket(category=a_term(Category))
    result = Result.objects.create(key="klaar", name=label("x", "x", "x", "x"))
    actions.close_ticket(ticket.number, result=result, sentence="Klaar.", by=operator, at=TEN)

    actions.reopen(ticket.number, by=operator, at=NOON)

    assert _due(ticket) == [MONDAY_9AM + 4 * HOUR]


def test_the_ledger_says_what_was_counted_and_what_held_it(ticket: Ticket, operator: User) -> None:
    _wait(ticket, operator)
    _go_on(ticket, operator)

    _ticket, [run] = runs_for(operator, ticket.number, at=NOON + HOUR)

    told = [(each.why, each.reasons, each.length) for each in run.steps[0].ledger]
    assert told == [("counted", (), HOUR), ("paused", ("customer",), 2 * HOUR), ("counted", (), HOUR)]
    assert run.steps[1].ledger == []


def test_the_steps_say_that_time_stands_still_and_why(desk: Client, operator: User, ticket: Ticket) -> None:
    _wait(ticket, operator, reason=_reason("customer", pauses=["solution"]))

    part = desk.get(f"/tickets/{ticket.number}/procedures/").content.decode()

    assert "Time stands still for its steps: Picture." in part
    assert " · paused</small>" in part
    assert "How its time was used" in part
    [run] = desk.get(f"/api/v1/tickets/{ticket.number}/procedures").json()
    assert (run["held_by"], run["steps"][0]["due_at"]) == ("foto", None)
    assert [(each["why"], each["reasons"]) for each in run["steps"][0]["ledger"]][-1:] == [("paused", ["foto"])]


def test_a_ticket_that_waited_before_the_version_that_holds_steps_is_brought_in_line(ticket: Ticket, operator: User) -> None:
    due = _due(ticket)
    _wait(ticket, operator)
    Hold.objects.all().delete()
    RunStep.objects.filter(step__position=1).update(due_at=due[0])

    with connection.cursor() as cursor:
        cursor.execute(import_module("balie.casework.tickets.migrations.0019_promises_and_waits_followed").WAITS)

    assert (Hold.objects.get().since, Hold.objects.get().reason, _due(ticket)) == (TEN, "customer", [None, None])


@pytest.mark.decree("S4.5")
def test_a_ticket_that_goes_up_in_another_left_no_step_out(ticket: Ticket, supervisor: User) -> None:
    actions.merge_tickets(ticket.number, into=a_ticket().number, by=supervisor, at=TEN)

    assert not Deviation.objects.exists()
    assert _due(ticket) == [None, None]


def test_taken_apart_again_its_steps_are_due_as_if_it_had_never_been_merged(ticket: Ticket, supervisor: User) -> None:
    before = _due(ticket)
    actions.merge_tickets(ticket.number, into=a_ticket().number, by=supervisor, at=TEN)

    actions.take_apart(ticket.number, by=supervisor, at=NOON)

    assert _due(ticket) == before
