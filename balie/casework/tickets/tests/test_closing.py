"""What closing takes, by category: result, cause, the customer told, steps done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from balie.access.accounts.actions import create_token
from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.casework.procedures.models import RunStep
from balie.casework.procedures.testing import a_procedure
from balie.casework.tickets import actions
from balie.casework.tickets.models import Change, ClosingRule, Ticket, TicketContact
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.testing import a_contact
from balie.foundation.errors import Invalid, NotAllowed
from balie.records.taxonomy.models import Category, Cause, Result
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(hours=1)
NOTHING = {"asks_result": False, "asks_cause": False, "asks_told": False, "asks_steps": False}


def _rule(category: Category | None = None, reopen_days: int | None = None, **asks: bool) -> None:
    actions.save_closing_rule(category, **(NOTHING | asks), reopen_days=reopen_days, by=None, at=MONDAY_9AM)


def _close(ticket: Ticket, by: User, **more: object) -> Ticket:
    asked: dict[str, object] = {"result": None, "sentence": "Done.", **more}
    return actions.close_ticket(ticket.number, by=by, at=LATER, **asked)  # type: ignore[arg-type]


def _missing(ticket: Ticket, by: User, **more: object) -> list[str]:
    with pytest.raises(actions.NotReadyToClose) as refused:
        _close(ticket, by, **more)
    return [lack.code for lack in refused.value.lacks]


@pytest.mark.decree("S2.4")
def test_as_balie_comes_a_result_and_the_mandatory_steps_are_asked(operator: User) -> None:
    a_procedure(category=a_term(Category), steps=[("Ask the reading", {}), ("Thank", {"is_mandatory": False})])

    assert _missing(a_ticket(category=a_term(Category)), operator) == ["result", "steps"]


def test_everything_that_is_missing_is_named_at_once_and_nothing_is_changed(operator: User) -> None:
    a_procedure(category=a_term(Category), steps=[("Ask the reading", {})])
    _rule(asks_result=True, asks_cause=True, asks_told=True, asks_steps=True)
    ticket = a_ticket(category=a_term(Category), answer_due_since=MONDAY_9AM)

    assert _missing(ticket, operator) == ["result", "cause", "told", "steps"]
    ticket.refresh_from_db()
    assert (ticket.state, ticket.result) == ("new", None)


@pytest.mark.decree("S2.4")
def test_the_rule_of_the_nearest_category_holds(operator: User) -> None:
    above = a_term(Category, "meter")
    below = a_term(Category, "digital", parent=above)
    _rule(asks_result=True)
    _rule(above, asks_cause=True)

    assert _missing(a_ticket(category=below), operator) == ["cause"]
    assert _missing(a_ticket(), operator) == ["result"]


def test_a_rule_that_is_removed_leaves_the_one_above(operator: User) -> None:
    _rule(a_term(Category), asks_cause=True)
    actions.remove_closing_rule(a_term(Category), by=None, at=MONDAY_9AM)

    assert _missing(a_ticket(category=a_term(Category)), operator) == ["result"]


def test_nothing_asked_closes_with_a_sentence_alone(operator: User) -> None:
    _rule()

    assert _close(a_ticket(), operator).state == "solved"


@pytest.mark.decree("S2.4")
def test_the_customer_was_told_by_an_answer_since_their_last_message(operator: User) -> None:
    _rule(asks_told=True)
    answered = a_ticket(told_at=MONDAY_9AM, answer_due_since=None)
    waits = a_ticket(told_at=MONDAY_9AM - timedelta(days=1), answer_due_since=MONDAY_9AM)

    assert _close(answered, operator).state == "solved"
    assert _missing(waits, operator) == ["told"]


def test_a_contact_after_their_last_message_tells_them_too(operator: User) -> None:
    _rule(asks_told=True)
    before, after = (a_ticket(answer_due_since=MONDAY_9AM) for _each in range(2))
    for ticket, at in ((before, MONDAY_9AM - timedelta(hours=1)), (after, LATER)):
        TicketContact.objects.create(ticket=ticket, contact=a_contact(channel="call", started_at=at))

    assert _missing(before, operator) == ["told"]
    assert _close(after, operator).state == "solved"


def test_a_ticket_of_nobody_was_told_to_nobody_until_somebody_says_so(operator: User) -> None:
    _rule(asks_told=True)
    ticket = a_ticket()

    assert _missing(ticket, operator) == ["told"]
    _close(ticket, operator, is_told=True)

    ticket.refresh_from_db()
    assert ticket.told_at == LATER
    assert Change.objects.filter(ticket=ticket, field="told").exists()


def test_steps_that_were_skipped_with_a_reason_count_as_done(operator: User) -> None:
    _rule(asks_steps=True)
    a_procedure(category=a_term(Category), steps=[("Ask", {"may_skip": True})])
    ticket = a_ticket(category=a_term(Category))
    actions.skip_step(ticket.number, RunStep.objects.get().pk, reason="not needed", by=operator, at=LATER)

    assert _close(ticket, operator).state == "solved"


def test_steps_of_a_procedure_set_aside_are_not_asked(operator: User) -> None:
    _rule(asks_steps=True)
    a_procedure(category=a_term(Category))
    ticket = a_ticket(category=a_term(Category))
    actions.set_fields(ticket.number, category=None, by=operator, at=LATER)

    assert _close(ticket, operator).state == "solved"


def test_many_at_once_are_asked_the_same_and_each_says_what_it_lacks(desk: Client, operator: User) -> None:
    result = a_term(Result, "klaar")
    _rule(a_term(Category), asks_cause=True)
    fine, lacks = a_ticket(), a_ticket(category=a_term(Category))
    rows = [f"{each.number}:{each.version}" for each in (fine, lacks)]

    desk.post(
        "/tickets/bulk/",
        {"verb": "close", "selected": rows, "result": result.pk, "sentence": "Done for all.", "here": "/tickets/?view=all"},
    )

    fine.refresh_from_db()
    lacks.refresh_from_db()
    page = desk.get("/tickets/?view=all").content.decode()
    assert (fine.state, lacks.state) == ("solved", "new")
    assert "Choose the cause." in page


def test_programs_are_told_each_thing_by_its_code(operator: User) -> None:
    _rule(asks_result=True, asks_cause=True)
    ticket = a_ticket()
    token = create_token(operator, name="tests", by=operator, at=MONDAY_9AM)
    client = Client(headers={"authorization": f"Bearer {token}"})

    answer = client.post(f"/api/v1/tickets/{ticket.number}/close", {"result": "", "sentence": "x"}, content_type="application/json")

    assert answer.status_code == 422
    assert (answer.json()["code"], answer.json()["missing"]) == ("not_ready_to_close", ["result", "cause"])


def test_the_page_names_each_thing_with_a_way_to_put_it_right_and_keeps_what_was_typed(desk: Client) -> None:
    _rule(asks_result=True, asks_cause=True, asks_told=True)
    a_term(Cause, "fault")
    ticket = a_ticket(answer_due_since=MONDAY_9AM)

    answer = desk.post(f"/tickets/{ticket.number}/close/", {"sentence": "The meter was replaced."})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The meter was replaced." in page
    assert 'href="#close-cause"' in page
    assert f'href="/tickets/{ticket.number}/?panel=reply"' in page


def test_told_by_telephone_is_a_tick_in_the_form(desk: Client) -> None:
    _rule(asks_told=True)
    ticket = a_ticket()

    answer = desk.post(f"/tickets/{ticket.number}/close/", {"sentence": "Done.", "is_told": "1"}, follow=True)

    assert "told the customer by telephone" in answer.content.decode()


def test_the_rules_are_set_on_a_page_and_audited(client: Client) -> None:
    client.force_login(a_user("administrator", language="en"))
    category = a_term(Category)

    answer = client.post("/settings/closing/", {"category": category.pk, "asks_result": "on", "asks_cause": "on", "reopen_days": "30"})
    page = client.get("/settings/closing/").content.decode()

    rule = ClosingRule.objects.get()
    assert answer.status_code == 303
    assert (rule.category, rule.asks_cause, rule.asks_told, rule.reopen_days) == (category, True, False, 30)
    assert "for 30 days" in page
    client.post("/settings/closing/remove/", {"category": category.pk})
    assert not ClosingRule.objects.exists()


def test_rules_take_the_right_to_change_settings_and_days_that_are_days(operator: User) -> None:
    with pytest.raises(NotAllowed):
        actions.save_closing_rule(None, **NOTHING, reopen_days=None, by=operator, at=MONDAY_9AM)
    with pytest.raises(Invalid):
        actions.save_closing_rule(None, **NOTHING, reopen_days=-1, by=None, at=MONDAY_9AM)
