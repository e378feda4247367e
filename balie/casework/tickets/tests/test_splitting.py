"""A call that is about something else gets a ticket of its own, or goes to another."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets import actions
from balie.casework.tickets.models import Ticket, TicketContact
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact, a_question
from balie.conversation.email.actions import store_raw
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.models import Mailbox
from balie.conversation.email.testing import a_raw_mail
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.text.numbers import group
from balie.records.customers.testing import a_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(operator: User) -> Contact:
    return a_contact(operator=operator, party_name="Jan Peeters")


@pytest.fixture
def ticket(call: Contact, operator: User) -> Ticket:
    question = a_question(call, customer_words="De factuur klopt niet.\nTwee keer.", restated="")
    return a_ticket(contact=call, question=question, customer=a_customer(), by=operator, subject="Geen stroom")


def test_a_call_gets_a_ticket_of_its_own_with_its_question(desk: Client, ticket: Ticket, call: Contact) -> None:
    answer = desk.post(f"/tickets/{ticket.number}/split/", {"contact": call.number, "to": ""})

    made = Ticket.objects.exclude(pk=ticket.pk).get()
    assert answer.url == f"/tickets/{made.number}/"
    assert (made.subject, made.customer) == ("De factuur klopt niet.", ticket.customer)
    row = TicketContact.objects.get()
    assert (row.ticket, row.contact, row.question) == (made, call, call.questions.get())
    assert group(made.number) in desk.get(f"/tickets/{ticket.number}/").content.decode()


def test_it_goes_to_another_ticket_and_back(ticket: Ticket, call: Contact, operator: User) -> None:
    other = a_ticket()

    actions.move_contact(ticket.number, call.number, to=other.number, by=operator, at=MONDAY_9AM)
    assert TicketContact.objects.get().ticket == other
    actions.move_contact(other.number, call.number, to=ticket.number, by=operator, at=MONDAY_9AM)

    assert TicketContact.objects.get().ticket == ticket


def test_what_both_have_stands_once(ticket: Ticket, call: Contact, operator: User) -> None:
    other = a_ticket()
    TicketContact.objects.create(ticket=other, contact=call)

    actions.move_contact(ticket.number, call.number, to=other.number, by=operator, at=MONDAY_9AM)

    assert TicketContact.objects.get().ticket == other


def test_a_mail_goes_with_its_conversation(mailbox: Mailbox, operator: User) -> None:
    store_raw(mailbox, a_raw_mail(), at=timezone.now())
    file_waiting()
    ticket, mail = Ticket.objects.get(), Contact.objects.get()

    with pytest.raises(Invalid):
        actions.move_contact(ticket.number, mail.number, to=None, by=operator, at=MONDAY_9AM)


def test_nowhere_and_what_is_not_there_is_refused(desk: Client, ticket: Ticket, call: Contact, operator: User) -> None:
    with pytest.raises(Invalid):
        actions.move_contact(ticket.number, call.number, to=ticket.number, by=operator, at=MONDAY_9AM)
    with pytest.raises(NotFound):
        actions.move_contact(ticket.number, 1, to=None, by=operator, at=MONDAY_9AM)
    with pytest.raises(actions.AlreadyClosed):
        actions.move_contact(ticket.number, call.number, to=a_ticket(state="closed").number, by=operator, at=MONDAY_9AM)
    assert TicketContact.objects.get().ticket == ticket


def test_a_call_of_few_goes_to_no_ticket_of_more(ticket: Ticket, operator: User) -> None:
    secret = a_contact(operator=operator, level=2)
    closed = a_ticket(contact=secret, level=2, by=operator)

    with pytest.raises(Invalid):
        actions.move_contact(closed.number, secret.number, to=ticket.number, by=operator, at=MONDAY_9AM)


def test_the_question_goes_along_to_a_ticket_that_has_the_call(ticket: Ticket, call: Contact, operator: User) -> None:
    question = TicketContact.objects.get(ticket=ticket, contact=call).question
    other = a_ticket()
    there = TicketContact.objects.create(ticket=other, contact=call)

    actions.move_contact(ticket.number, call.number, to=other.number, by=operator, at=MONDAY_9AM)

    there.refresh_from_db()
    assert question is not None
    assert there.question == question
