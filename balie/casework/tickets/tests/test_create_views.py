from __future__ import annotations

import pytest
from django.test import Client

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.casework.tickets.models import Ticket
from balie.conversation.contacts.actions import save_question
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact
from balie.records.customers.testing import a_customer

pytestmark = pytest.mark.django_db
WANTED = {"subject": "Geen stroom", "urgency": "1", "impact": "2", "language": "nl"}


def test_a_ticket_is_opened_by_hand_with_a_note(client: Client) -> None:
    customer = a_customer()
    client.force_login(a_user("operator"))

    answer = client.post("/tickets/new/", {**WANTED, "customer": str(customer.number), "note": "belde aan de balie"})

    ticket = Ticket.objects.get()
    assert answer.headers["Location"] == f"/tickets/{ticket.number}/"
    assert (ticket.customer, ticket.priority, ticket.notes.get().text) == (customer, 2, "belde aan de balie")


def test_a_customer_number_with_a_wrong_digit_is_told_beside_it(client: Client) -> None:
    client.force_login(a_user("operator", language="en"))

    answer = client.post("/tickets/new/", {**WANTED, "customer": "1010 0012"})

    assert answer.status_code == 422
    assert "wrong digit" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_a_question_gives_one_ticket_and_leads_back_to_the_call(client: Client) -> None:
    jan = a_user("operator")
    contact = a_contact(channel=Contact.Channel.CALL, customer=a_customer(), operator=jan)
    question = save_question(contact, 1, by=jan, at=MONDAY_9AM, restated="Meter toont E21")
    client.force_login(jan)
    assert "Meter toont E21" in client.get(f"/tickets/new/?question={question.pk}").content.decode()

    for _time in range(2):
        answer = client.post("/tickets/new/", {**WANTED, "subject": "Meter toont E21", "question": question.pk})

    ticket = Ticket.objects.get()
    assert answer.headers["Location"] == f"/contacts/{contact.number}/"
    assert (ticket.customer, ticket.ticket_contacts.get().question) == (contact.customer, question)


def test_somebody_elses_closed_contact_gives_no_ticket(client: Client) -> None:
    jan = a_user("operator")
    contact = a_contact(channel=Contact.Channel.CALL, operator=jan)
    question = save_question(contact, 1, by=jan, at=MONDAY_9AM, restated="geheim")
    Contact.objects.filter(pk=contact.pk).update(level=3)
    client.force_login(a_user("operator"))

    assert client.get(f"/tickets/new/?question={question.pk}").status_code == 404
