"""While a question is noted: whether it needs a ticket, and adding it to one that is there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.casework.tickets import actions
from balie.casework.tickets.judging import Kind, Rule
from balie.casework.tickets.models import Change, Ticket, TicketContact
from balie.casework.tickets.queries.judging import Judged, judged_for
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts import actions as contacts
from balie.conversation.contacts.models import Contact, Question
from balie.conversation.contacts.testing import a_contact
from balie.foundation.errors import Invalid, NotFound
from balie.records.customers.models import Customer
from balie.records.customers.testing import a_customer
from balie.records.taxonomy.models import Category, Purpose, Result
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(hours=3)


@pytest.fixture
def jan() -> Customer:
    return a_customer()


@pytest.fixture
def meter() -> Category:
    return a_term(Category, "meter")


@pytest.fixture
def call(jan: Customer, operator: User) -> Contact:
    return a_contact(channel="call", customer=jan, operator=operator)


def noted(call: Contact, by: User, **given: object) -> Question:
    return contacts.save_question(call, 1, by=by, at=MONDAY_9AM, **given)  # type: ignore[arg-type]


def judged(call: Contact, by: User) -> Judged:
    found = judged_for(by, call.number, 1, at=LATER)
    assert found is not None
    return found


def test_nothing_is_said_of_what_is_not_noted_yet(call: Contact, operator: User) -> None:
    assert judged_for(operator, call.number, 1, at=LATER) is None

    noted(call, operator, customer_words="")

    assert judged(call, operator).judgement is None


@pytest.mark.decree("S2.1")
def test_the_open_ticket_about_the_same_comes_first_with_the_rule(
    call: Contact, jan: Customer, operator: User, meter: Category, in_english: None
) -> None:
    a_ticket(customer=jan, subject="Verhuis naar Gent")
    same = a_ticket(customer=jan, category=meter, subject="Meter knippert rood")
    a_ticket(customer=a_customer(given_name="An"), category=meter, subject="Meter knippert rood")
    noted(call, operator, customer_words="De meter knippert nog altijd rood", category=meter)

    found = judged(call, operator)

    assert found.judgement is not None
    assert (found.judgement.kind, found.judgement.number) == (Kind.ADD, same.number)
    assert found.says == "This customer’s ticket about the same is still open."
    assert found.tickets[0].number == same.number
    assert len(found.tickets) == 2
    assert {"about the same: meter", "the words are alike"} <= set(found.tickets[0].why)


@pytest.mark.decree("S2.1")
def test_a_major_incident_about_it_takes_the_ticket_as_its_part(call: Contact, operator: User, meter: Category, in_english: None) -> None:
    below = a_term(Category, "digital", parent=meter)
    incident = a_ticket(category=meter, subject="Meters down")
    Ticket.objects.filter(pk=incident.pk).update(is_major=True)
    noted(call, operator, customer_words="Mijn digitale meter doet het niet", category=below)

    found = judged(call, operator)

    assert found.judgement is not None
    assert (found.judgement.rule, found.judgement.number) == (Rule.INCIDENT, incident.number)
    assert not found.tickets[0].may_add


@pytest.mark.decree("S2.1")
def test_one_that_ended_not_long_ago_is_followed(call: Contact, jan: Customer, operator: User, meter: Category) -> None:
    ended = a_ticket(customer=jan, category=meter)
    actions.close_ticket(ended.number, result=a_term(Result, "done"), sentence="Klaar.", by=None, at=MONDAY_9AM)
    noted(call, operator, customer_words="Weer stuk", category=meter)

    judgement = judged(call, operator).judgement

    assert judgement is not None
    assert (judgement.rule, judgement.number) == (Rule.AGAIN, ended.number)
    assert judged_later(call, operator) == Rule.NOT_YET


def judged_later(call: Contact, by: User) -> Rule | None:
    found = judged_for(by, call.number, 1, at=LATER + timedelta(days=40))
    return found.judgement.rule if found and found.judgement else None


@pytest.mark.decree("S2.1")
def test_the_purpose_says_that_an_answer_is_enough(call: Contact, operator: User, in_english: None) -> None:
    purpose = a_term(Purpose, "hours", asks_for="answer")
    noted(call, operator, customer_words="Wanneer zijn jullie open?", purpose=purpose)

    assert judged(call, operator).says == "“hours” is answered at once and needs no ticket."


def test_tickets_one_may_not_know_of_are_not_named(call: Contact, jan: Customer, operator: User, meter: Category) -> None:
    a_ticket(customer=jan, category=meter, level=3)
    noted(call, operator, customer_words="De meter", category=meter)

    assert judged(call, operator).tickets == []


def test_a_question_is_added_to_a_ticket_once(call: Contact, jan: Customer, operator: User, in_english: None) -> None:
    ticket = a_ticket(customer=jan)
    question = noted(call, operator, customer_words="Nog altijd")

    for _twice in range(2):
        actions.add_question(ticket.number, question.pk, by=operator, at=LATER)

    assert TicketContact.objects.get(question=question).ticket == ticket
    assert Change.objects.filter(ticket=ticket, verb="contact_added").count() == 1
    made = judged(call, operator).made
    assert made == ticket
    with pytest.raises(Invalid, match="another ticket"):
        actions.add_question(a_ticket(customer=jan).number, question.pk, by=operator, at=LATER)


def test_what_is_more_closed_than_the_ticket_is_not_added_and_what_one_may_not_see_is_not_found(
    jan: Customer, operator: User, energie: Team
) -> None:
    call = a_contact(channel="call", customer=jan, operator=operator, level=1, team=energie)
    question = Question.objects.create(contact=call, position=1, customer_words="x")

    with pytest.raises(Invalid):
        actions.add_question(a_ticket(customer=jan).number, question.pk, by=a_user("supervisor"), at=LATER)
    with pytest.raises(NotFound):
        actions.add_question(a_ticket(customer=jan).number, question.pk, by=a_user("operator"), at=LATER)


@pytest.mark.decree("S2.1")
def test_who_notes_sees_the_advice_and_adds_it_with_a_key(desk: Client, call: Contact, jan: Customer, operator: User) -> None:
    ticket = a_ticket(customer=jan, subject="Meter knippert rood")
    question = noted(call, operator, customer_words="Mijn meter knippert rood")

    page = desk.get(f"/contacts/{call.number}/").content.decode()
    part = desk.get(f"/tickets/judged/{call.number}/1/", headers={"HX-Request": "true"}).content.decode()
    answer = desk.post(f"/tickets/{ticket.number}/questions/", {"question": question.pk})

    assert f"/tickets/judged/{call.number}/1/" in page
    assert 'data-judged="add"' in part
    assert 'data-key="j"' in part
    assert answer["Location"].endswith(f"/contacts/{call.number}/")
    assert TicketContact.objects.filter(ticket=ticket, question=question).exists()


def test_a_ticket_made_of_the_question_follows_or_is_part_and_keeps_its_words(desk: Client, call: Contact, operator: User) -> None:
    incident = a_ticket(subject="Meters down")
    question = noted(call, operator, customer_words="Mijn meter is dood")

    form = desk.get("/tickets/new/", {"question": question.pk, "of": incident.number, "as": "child"}).content.decode()

    assert "Mijn meter is dood" in form
