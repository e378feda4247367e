from __future__ import annotations

import pytest
from django.test import Client

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets.models import Notification, Ticket, TicketNote
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.testing import a_contact, a_message
from balie.conversation.email.models import Mailbox, Outgoing
from balie.foundation.drafts.actions import save_draft
from balie.foundation.drafts.models import Draft
from balie.foundation.files.actions import store_file
from balie.foundation.text.actions import write_text
from balie.foundation.text.labels import label
from balie.records.customers.testing import a_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(mailbox: Mailbox) -> Ticket:
    """A mail of Jan's that waits for an answer."""
    contact = a_contact(channel="mail", party="jan@klant.example", party_name="Jan Peeters", subject="Geen stroom", customer=a_customer())
    a_message(contact, text="Alles valt uit", sender_address="jan@klant.example")
    return a_ticket(contact=contact, language="nl")


def _url(ticket: Ticket, then: str) -> str:
    return f"/tickets/{ticket.number}/{then}/"


def _reply(**typed: object) -> dict[str, object]:
    return {"text": "Wij sturen een technieker.", "to": "jan@klant.example", "cc": "", "then": "", "_once": "een", **typed}


def _a_template(body: str = "{customer.salutation},\n\nUw ticket is {ticket.number}.") -> str:
    words = {"nl": ("", body)}
    return write_text(
        kind="reply", key="ontvangen", name=label("Ontvangen", "Reçu", "Received", "Erhalten"), words=words, by=None, at=MONDAY_9AM
    ).key


@pytest.mark.decree("S4.7")
def test_a_reply_goes_out_and_opens_the_ticket_under_ones_name(desk: Client, operator: User, ticket: Ticket) -> None:
    answer = desk.post(_url(ticket, "reply"), _reply())

    ticket.refresh_from_db()
    outgoing = Outgoing.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/tickets/{ticket.number}/")
    assert outgoing.recipients == ["jan@klant.example"]
    assert (ticket.state, ticket.owner) == ("open", operator)
    assert "Wij sturen een technieker." in desk.get(f"/tickets/{ticket.number}/").content.decode()


def test_the_same_form_sent_twice_is_one_mail(desk: Client, ticket: Ticket) -> None:
    desk.post(_url(ticket, "reply"), _reply())
    desk.post(_url(ticket, "reply"), _reply())

    assert Outgoing.objects.count() == 1


def test_a_reply_without_an_address_goes_to_who_asked(desk: Client, ticket: Ticket) -> None:
    desk.post(_url(ticket, "reply"), _reply(to=""))

    assert Outgoing.objects.get().recipients == ["jan@klant.example"]


def test_copies_are_read_one_by_one(desk: Client, ticket: Ticket) -> None:
    desk.post(_url(ticket, "reply"), _reply(cc="an@klant.example; bea@klant.example"))

    assert Outgoing.objects.get().recipients == ["jan@klant.example", "an@klant.example", "bea@klant.example"]


def test_send_and_wait_waits_for_the_customer(desk: Client, ticket: Ticket) -> None:
    desk.post(_url(ticket, "reply"), _reply(then="customer"))

    ticket.refresh_from_db()
    assert ticket.state == "customer"


def test_send_and_solve_leads_to_the_result(desk: Client, ticket: Ticket) -> None:
    answer = desk.post(_url(ticket, "reply"), _reply(then="close"), follow=True)

    page = answer.content.decode()
    assert "autofocus" in page.split('id="close-result"')[1].split(">")[0]


@pytest.mark.parametrize(
    ("typed", "told"), [({"to": "jan@"}, "“jan@” is not a mail address."), ({"text": "  "}, "There is nothing to send yet.")]
)
def test_a_reply_that_cannot_go_says_why_and_keeps_what_was_typed(desk: Client, ticket: Ticket, typed: dict[str, str], told: str) -> None:
    answer = desk.post(_url(ticket, "reply"), _reply(cc="an@klant.example", **typed))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert 'value="an@klant.example"' in page
    assert not Outgoing.objects.exists()


def test_without_a_mailbox_the_words_stay_in_the_form(desk: Client) -> None:
    answer = desk.post(_url(a_ticket(), "reply"), _reply())

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "No mailbox is connected yet" in page
    assert ">\nWij sturen een technieker.</textarea>" in page


def test_ones_own_uploads_go_with_the_reply(desk: Client, operator: User, ticket: Ticket) -> None:
    file = store_file(b"plan", name="plan.txt", by=operator, at=MONDAY_9AM, draft_key="upload")

    desk.post(_url(ticket, "reply"), _reply(files=[str(file.pk)]))

    assert f"/files/{file.pk}/" in desk.get(f"/tickets/{ticket.number}/").content.decode()


def test_a_refused_reply_leaves_the_uploads_in_the_draft(desk: Client, operator: User, ticket: Ticket) -> None:
    file = store_file(b"plan", name="plan.txt", by=operator, at=MONDAY_9AM, draft_key="upload")

    desk.post(_url(ticket, "reply"), _reply(text="", files=[str(file.pk)]))

    file.refresh_from_db()
    assert file.draft_key == "upload"


@pytest.mark.parametrize("kind", ["reply", "note"])
def test_the_draft_goes_with_the_sending(desk: Client, operator: User, ticket: Ticket, kind: str) -> None:
    save_draft(f"ticket-{ticket.number}-{kind}", {"text": "half"}, by=operator, at=MONDAY_9AM)

    desk.post(_url(ticket, kind), _reply())

    assert not Draft.objects.exists()


@pytest.mark.decree("S2.2")
def test_a_note_tells_who_is_mentioned_and_is_not_sent(desk: Client, colleague: User, ticket: Ticket) -> None:
    desk.post(_url(ticket, "note"), {"text": "@karim ken jij deze meter?"})

    told = Notification.objects.get()
    assert (told.user, told.kind) == (colleague, Notification.Kind.MENTIONED)
    assert TicketNote.objects.get().text == "@karim ken jij deze meter?"
    assert not Outgoing.objects.exists()


def test_an_empty_note_is_told(desk: Client, ticket: Ticket) -> None:
    answer = desk.post(_url(ticket, "note"), {"text": "\n"})

    assert answer.status_code == 422
    assert "Write the note first." in answer.content.decode()


def test_a_template_comes_filled_for_this_ticket(desk: Client, ticket: Ticket) -> None:
    key = _a_template()

    answer = desk.get(_url(ticket, "template"), {"key": key}, headers={"HX-Request": "true"})

    text = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert f"Uw ticket is {ticket.number // 10000} {ticket.number % 10000:04}." in text
    assert "{" not in text


def test_a_template_that_is_gone_is_told(desk: Client, ticket: Ticket) -> None:
    answer = desk.get(_url(ticket, "template"), {"key": "weg"}, headers={"HX-Request": "true"})

    assert answer.status_code == 404


def test_without_the_bundle_a_template_comes_after_what_was_typed(desk: Client, ticket: Ticket) -> None:
    key = _a_template("Met vriendelijke groeten")

    page = desk.post(_url(ticket, "template"), _reply(key=key)).content.decode()

    assert ">\nWij sturen een technieker.\n\nMet vriendelijke groeten</textarea>" in page
    assert not Outgoing.objects.exists()
