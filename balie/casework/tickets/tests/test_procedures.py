"""The procedure that fits a ticket starts by itself, is followed step by step, and ends with the ticket."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.casework.procedures.actions import AlreadyEnded, NotSkippable, NotYours, set_retired
from balie.casework.procedures.models import Deviation, Run, RunStep
from balie.casework.procedures.testing import a_procedure, another_version
from balie.casework.tickets import actions
from balie.casework.tickets.models import Change, Notification, Ticket, TicketFile
from balie.casework.tickets.queries.procedures import runs_for
from balie.casework.tickets.testing import a_ticket
from balie.foundation.errors import Invalid, NotAllowed, NotFound
from balie.foundation.files.actions import store_file
from balie.foundation.text.labels import label
from balie.records.taxonomy.models import Category, Purpose, Result
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(hours=3)


@pytest.fixture
def meter(db: None) -> Category:
    return a_term(Category, "meter")


def _steps(ticket: Ticket) -> list[RunStep]:
    return list(RunStep.objects.filter(run__ticket_run__ticket=ticket).order_by("run_id", "step__position"))


def _states(ticket: Ticket) -> list[str]:
    return [step.state for step in _steps(ticket)]


def _names(operator: User, ticket: Ticket) -> list[tuple[str, bool, bool]]:
    _ticket, runs = runs_for(operator, ticket.number, at=LATER)
    return [(run.procedure, run.is_going, run.is_aside) for run in runs]


def _close(ticket: Ticket, by: User) -> Ticket:
    result, _new = Result.objects.get_or_create(key="klaar", defaults={"name": label("x", "x", "x", "x")})
    return actions.close_ticket(ticket.number, result=result, sentence="Klaar.", by=by, at=LATER)


@pytest.mark.decree("A3.3", "S4.1")
def test_a_ticket_of_its_category_starts_the_procedure_with_all_its_steps(meter: Category) -> None:
    a_procedure(category=meter, steps=[("Ask", {"hours": 2}), ("Compare", {"hours": 1, "margin_since": "before"}), ("Note", {})])

    ticket = a_ticket(category=meter)

    assert [step.due_at for step in _steps(ticket)] == [MONDAY_9AM + timedelta(hours=2), None, None]


def test_so_does_a_ticket_of_a_category_below(meter: Category, operator: User) -> None:
    below = a_term(Category, "digital", parent=meter)
    a_procedure("Meters", category=meter)

    assert _names(operator, a_ticket(category=below)) == [("Meters", True, False)]


def test_another_category_or_purpose_starts_nothing(meter: Category) -> None:
    a_procedure(category=meter, purpose=a_term(Purpose, "order"))

    a_ticket(category=meter)
    a_ticket(category=a_term(Category, "invoice"), purpose=a_term(Purpose, "order"))

    assert not Run.objects.exists()


def test_a_retired_procedure_starts_no_more(meter: Category) -> None:
    procedure = a_procedure(category=meter)
    set_retired(procedure.key, is_retired=True, by=None, at=MONDAY_9AM)

    a_ticket(category=meter)

    assert not Run.objects.exists()


def test_opening_a_ticket_asks_the_database_nothing_more_where_no_procedure_fits(meter: Category) -> None:
    a_ticket()
    with CaptureQueriesContext(connection) as without:
        a_ticket()

    a_procedure(category=meter)
    a_ticket()
    with CaptureQueriesContext(connection) as beside:
        a_ticket()

    assert len(beside) == len(without)


def test_what_runs_keeps_the_version_it_began_with(meter: Category, operator: User) -> None:
    procedure = a_procedure(category=meter)
    ticket = a_ticket(category=meter)

    another_version(procedure, "Thank them")

    assert len(_steps(ticket)) == 3
    assert len(_steps(a_ticket(category=meter))) == 4


def test_a_ticket_that_gets_its_category_later_starts_then(meter: Category, operator: User) -> None:
    a_procedure(category=meter)
    ticket = a_ticket()

    actions.set_fields(ticket.number, category=meter, by=operator, at=LATER)

    assert Run.objects.get().started_at == LATER


def test_recategorised_the_other_starts_what_was_done_stays_and_both_are_shown(meter: Category, operator: User) -> None:
    invoice = a_term(Category, "invoice")
    a_procedure("Meters", category=meter)
    a_procedure("Invoices", category=invoice)
    ticket = a_ticket(category=meter)
    actions.finish_step(ticket.number, _steps(ticket)[0].pk, by=operator, at=LATER)

    actions.set_fields(ticket.number, category=invoice, by=operator, at=LATER)

    assert _names(operator, ticket) == [("Invoices", True, False), ("Meters", False, True)]
    assert _states(ticket)[:3] == ["done", "open", "open"]


def test_put_back_in_its_category_the_first_goes_on_where_it_was(meter: Category, operator: User) -> None:
    a_procedure("Meters", category=meter, steps=[("Ask", {"hours": 2}), ("Note", {"hours": 4})])
    ticket = a_ticket(category=meter)
    actions.finish_step(ticket.number, _steps(ticket)[0].pk, by=operator, at=MONDAY_9AM)
    actions.set_fields(ticket.number, category=None, by=operator, at=MONDAY_9AM)
    aside = [step.due_at for step in _steps(ticket)]

    actions.set_fields(ticket.number, category=meter, by=operator, at=LATER)

    assert aside == [MONDAY_9AM + timedelta(hours=2), None]
    assert Run.objects.count() == 1
    assert [(step.state, step.due_at) for step in _steps(ticket)][1] == ("open", MONDAY_9AM + timedelta(hours=4))


@pytest.mark.decree("A3.3", "S4.1")
def test_a_step_that_is_done_says_by_whom_and_when_and_stands_in_the_history(meter: Category, operator: User) -> None:
    a_procedure(category=meter)
    ticket = a_ticket(category=meter)

    actions.finish_step(ticket.number, _steps(ticket)[0].pk, by=operator, at=LATER)

    first = _steps(ticket)[0]
    change = Change.objects.latest("pk")
    assert (first.state, first.by, first.ended_at) == ("done", operator, LATER)
    assert (change.verb, change.new) == ("step_done", first.step.text.key)


def test_the_margin_of_a_step_after_another_begins_when_that_one_ends(meter: Category, operator: User) -> None:
    a_procedure(category=meter, steps=[("Ask", {}), ("Compare", {"hours": 2, "margin_since": "before"})])
    ticket = a_ticket(category=meter)

    actions.finish_step(ticket.number, _steps(ticket)[0].pk, by=operator, at=LATER)

    assert _steps(ticket)[1].due_at == LATER + timedelta(hours=2)


@pytest.mark.decree("S4.1")
@pytest.mark.parametrize("proof", ["note", "reference", "file"])
def test_a_step_with_a_proof_is_not_done_without_it(meter: Category, operator: User, proof: str) -> None:
    a_procedure(category=meter, steps=[("Ask", {"proof": proof})])
    ticket = a_ticket(category=meter)

    with pytest.raises(Invalid) as refused:
        actions.finish_step(ticket.number, _steps(ticket)[0].pk, by=operator, at=LATER)

    assert refused.value.field_name == proof
    assert _states(ticket) == ["open"]


def test_the_file_that_proves_a_step_lies_with_the_ticket(meter: Category, operator: User) -> None:
    a_procedure(category=meter, steps=[("Ask", {"proof": "file"})])
    ticket = a_ticket(category=meter)
    file = store_file(b"meter", name="meter.txt", by=operator, at=LATER)

    actions.finish_step(ticket.number, _steps(ticket)[0].pk, file=file, by=operator, at=LATER)

    assert _steps(ticket)[0].file == file
    assert TicketFile.objects.get().file == file


def test_a_step_is_skipped_only_where_it_may_be_and_with_a_reason(meter: Category, operator: User) -> None:
    a_procedure(category=meter, steps=[("Ask", {}), ("Compare", {"may_skip": True})])
    ticket = a_ticket(category=meter)
    must, may = _steps(ticket)

    with pytest.raises(NotSkippable):
        actions.skip_step(ticket.number, must.pk, reason="no need", by=operator, at=LATER)
    with pytest.raises(Invalid):
        actions.skip_step(ticket.number, may.pk, reason=" ", by=operator, at=LATER)
    actions.skip_step(ticket.number, may.pk, reason="the customer did it", by=operator, at=LATER)

    assert _states(ticket) == ["open", "skipped"]
    assert Deviation.objects.get().kind == "skipped"


def test_a_step_taken_back_is_open_again_and_keeps_what_was_typed(meter: Category, operator: User) -> None:
    a_procedure(category=meter, steps=[("Ask", {"proof": "note", "may_skip": True})])
    ticket = a_ticket(category=meter)
    [step] = _steps(ticket)
    actions.finish_step(ticket.number, step.pk, note="4471", by=operator, at=LATER)

    actions.take_step_back(ticket.number, step.pk, by=operator, at=LATER)

    [step] = _steps(ticket)
    assert (step.state, step.ended_at, step.by, step.note) == ("open", None, None, "4471")
    actions.skip_step(ticket.number, step.pk, reason="not needed", by=operator, at=LATER)
    actions.take_step_back(ticket.number, step.pk, by=operator, at=LATER)
    assert not Deviation.objects.exists()


def test_two_who_tick_at_once_tick_once(meter: Category, operator: User, colleague: User) -> None:
    a_procedure(category=meter)
    ticket = a_ticket(category=meter)
    step = _steps(ticket)[0]
    actions.finish_step(ticket.number, step.pk, by=operator, at=LATER)

    with pytest.raises(AlreadyEnded):
        actions.finish_step(ticket.number, step.pk, by=colleague, at=LATER)
    with pytest.raises(NotYours):
        actions.take_step_back(ticket.number, _steps(ticket)[1].pk, by=colleague, at=LATER)


def test_a_step_of_another_ticket_does_not_exist_here(meter: Category, operator: User) -> None:
    a_procedure(category=meter)
    ticket, other = a_ticket(category=meter), a_ticket(category=meter)

    with pytest.raises(NotFound):
        actions.finish_step(ticket.number, _steps(other)[0].pk, by=operator, at=LATER)


def test_who_may_not_follow_procedures_ticks_nothing(meter: Category) -> None:
    a_procedure(category=meter)
    ticket = a_ticket(category=meter)

    with pytest.raises(NotAllowed):
        actions.finish_step(ticket.number, _steps(ticket)[0].pk, by=a_user("knowledge"), at=LATER)


@pytest.mark.decree("S4.5")
def test_a_late_step_is_noted_once_for_the_team_that_had_it_and_its_owner_told(meter: Category, operator: User, energie: Team) -> None:
    a_procedure(category=meter, steps=[("Ask", {"hours": 1}), ("Note", {})])
    ticket = a_ticket(category=meter, owner=operator, team=energie)

    counts = [actions.note_late_steps(at=MONDAY_9AM), actions.note_late_steps(at=LATER), actions.note_late_steps(at=LATER)]

    late = Deviation.objects.get()
    assert counts == [0, 1, 0]
    assert (late.kind, late.team, late.at) == ("late", energie, MONDAY_9AM + timedelta(hours=1))
    assert Notification.objects.get(user=operator).kind == "late_step"
    assert ticket.owner == operator


@pytest.mark.decree("S4.5")
def test_without_an_owner_who_leads_the_team_is_told(meter: Category, energie: Team) -> None:
    lead = a_user("lead", leads=[energie])
    a_procedure(category=meter, steps=[("Ask", {"hours": 1})])
    a_ticket(category=meter, team=energie)

    actions.note_late_steps(at=LATER)

    assert Notification.objects.get().user == lead


@pytest.mark.decree("S4.5")
def test_who_leads_the_team_of_a_late_step_is_told_beside_the_owner(meter: Category, operator: User, winkel: Team, energie: Team) -> None:
    lead = a_user("lead", leads=[winkel])
    a_user("lead", leads=[energie])
    a_procedure(category=meter, steps=[("Make the invoice", {"hours": 1, "doer": "team", "team": winkel})])
    a_ticket(category=meter, owner=operator, team=energie)

    actions.note_late_steps(at=LATER)

    assert {row.user for row in Notification.objects.all()} == {operator, lead}


@pytest.mark.decree("S4.5")
def test_a_step_done_too_late_before_anybody_noticed_is_noted_too(meter: Category, operator: User) -> None:
    a_procedure(category=meter, steps=[("Ask", {"hours": 1})])
    ticket = a_ticket(category=meter)

    actions.finish_step(ticket.number, _steps(ticket)[0].pk, by=operator, at=LATER)

    assert Deviation.objects.get().kind == "late"


@pytest.mark.decree("S4.5")
def test_a_ticket_that_ends_without_a_step_is_noted_and_reopened_asks_it_again(meter: Category, operator: User) -> None:
    actions.save_closing_rule(
        None, asks_result=True, asks_cause=False, asks_told=False, asks_steps=False, reopen_days=None, by=None, at=MONDAY_9AM
    )
    a_procedure(category=meter, steps=[("Ask", {"hours": 1}), ("Note", {"is_mandatory": False})])
    ticket = a_ticket(category=meter)

    _close(ticket, operator)
    left = list(Deviation.objects.values_list("kind", flat=True))
    due = [step.due_at for step in _steps(ticket)]
    actions.reopen(ticket.number, by=operator, at=LATER)

    assert (left, due) == (["left"], [None, None])
    assert not Deviation.objects.exists()
    assert _names(operator, ticket) == [("Meter reading", True, False)]
    assert _steps(ticket)[0].due_at == MONDAY_9AM + timedelta(hours=1)


def test_a_ticket_that_is_reopened_follows_the_procedure_of_what_it_is_about_by_then(meter: Category, operator: User) -> None:
    invoice = a_term(Category, "invoice")
    a_procedure("Meters", category=meter, steps=[("Ask", {"is_mandatory": False})])
    ticket = a_ticket(category=meter)
    _close(ticket, operator)
    a_procedure("Invoices", category=invoice, steps=[("Look", {"is_mandatory": False})])
    actions.set_fields(ticket.number, category=invoice, by=operator, at=LATER)

    actions.reopen(ticket.number, by=operator, at=LATER)

    assert _names(operator, ticket) == [("Invoices", True, False), ("Meters", False, True)]


def test_undoing_the_closing_lets_the_procedure_go_on(meter: Category, operator: User) -> None:
    a_procedure(category=meter, steps=[("Ask", {"is_mandatory": False})])
    ticket = a_ticket(category=meter)
    _close(ticket, operator)

    actions.undo(ticket.number, by=operator, at=LATER)

    assert Run.objects.get().is_going
