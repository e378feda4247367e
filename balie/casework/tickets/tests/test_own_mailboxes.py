"""R-L3: whatever is written from a ticket, no mailbox of ours gets it."""

from __future__ import annotations

import pytest
from django.test import Client

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets.actions import reply, set_progress, take
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.answering import recipients_of
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.testing import a_contact, a_message
from balie.conversation.email.models import Email, Mailbox, Outgoing, Thread, ThreadParticipant
from balie.conversation.email.testing import a_mailbox

pytestmark = pytest.mark.django_db
OTHER = "winkel@balie.example"


@pytest.fixture
def ticket(mailbox: Mailbox) -> Ticket:
    """A mail of Jan's that he also sent to another mailbox of ours, which once took part."""
    a_mailbox(address=OTHER)
    contact = a_contact(channel="mail", party="jan@klant.example", subject="Geen stroom")
    message = a_message(contact, text="Alles valt uit", sender_address="jan@klant.example")
    thread = Thread.objects.create(subject="Geen stroom", mailbox=mailbox, made_at=MONDAY_9AM)
    Email.objects.create(
        thread=thread, message=message, internet_message_id="x@klant.example", matched_by="new", sender="jan@klant.example"
    )
    for address in ("jan@klant.example", "an@klant.example", OTHER):
        ThreadParticipant.objects.create(thread=thread, address=address, is_accepted=True)
    return a_ticket(contact=contact, language="nl")


@pytest.mark.parametrize("field", ["to", "cc", "bcc"])
def test_r_l3_own_mailboxes_are_never_recipients_of_an_answer_and_what_was_typed_stays(desk: Client, ticket: Ticket, field: str) -> None:
    typed = {"text": "Wij komen.", "to": "jan@klant.example", "_once": "een"} | {field: OTHER.upper()}

    refused = desk.post(f"/tickets/{ticket.number}/reply/", typed)

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "is a mailbox of ours" in page
    assert "Wij komen." in page
    assert not Outgoing.objects.exists()


def test_r_l3_own_mailboxes_are_never_recipients_of_an_answer_to_everybody(ticket: Ticket) -> None:
    assert recipients_of(ticket) == ("jan@klant.example", ["an@klant.example"])


def test_a_mailbox_may_answer_the_sender_alone(ticket: Ticket, mailbox: Mailbox) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(answers_all=False)

    assert recipients_of(ticket) == ("jan@klant.example", [])


@pytest.mark.parametrize("forwards", [True, False], ids=["forwarded", "asked"])
def test_r_l3_own_mailboxes_are_never_recipients_beside_the_conversation(desk: Client, ticket: Ticket, forwards: bool) -> None:
    typed = {"to": OTHER, "subject": "Meter", "text": "Kijkt u mee?", "_once": "een"}
    if forwards:
        typed["message"] = str(Email.objects.get().message_id)

    assert desk.post(f"/tickets/{ticket.number}/aside/", typed).status_code == 422
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize(("address", "told"), [("Energie@balie.example", 0), ("jan@klant.example", 1)])
def test_r_l3_own_mailboxes_are_never_told_of_progress(mailbox: Mailbox, operator: User, address: str, told: int) -> None:
    set_progress("taken", is_on=True, by=None, at=MONDAY_9AM)
    ticket = a_ticket(requester_address=address)

    take(ticket.number, by=operator, at=MONDAY_9AM)

    assert Outgoing.objects.count() == told


def test_copies_go_along_with_the_first_mail_of_a_ticket_too(mailbox: Mailbox, operator: User) -> None:
    ticket = a_ticket()

    message = reply(
        ticket.number, text="Dag", to="jan@klant.example", cc=["an@klant.example"], bcc=["archief@elders.example"], by=operator,
        at=MONDAY_9AM, dedupe_key="x",
    )  # fmt: skip

    assert message.email.outgoing.recipients == ["jan@klant.example", "an@klant.example", "archief@elders.example"]
