"""An answer goes out ten seconds after “send”, or when its writer chose; until then it can be taken back or moved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.utils import parsedate_to_datetime

import pytest
from aiosmtpd.controller import Controller
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets.models import Change, Ticket, TicketContact
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.models import Contact, Message
from balie.conversation.contacts.testing import a_contact, a_message
from balie.conversation.email import outbox
from balie.conversation.email.models import Email, Mailbox, Outgoing, Thread
from balie.conversation.email.tests.test_smtp import HOST, Peer
from balie.foundation.drafts.actions import save_draft
from balie.foundation.drafts.models import Draft
from balie.foundation.files.actions import store_file
from balie.foundation.files.queries import read_file
from balie.foundation.web.testing import free_port
from balie.records.customers.testing import a_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer(mailbox: Mailbox) -> Iterator[Peer]:
    """A real SMTP server behind the mailbox."""
    taking = Peer()
    controller = Controller(taking, hostname=HOST, port=free_port())
    controller.start()
    Mailbox.objects.filter(pk=mailbox.pk).update(
        source=Mailbox.Source.IMAP, smtp_host=HOST, smtp_port=controller.port, smtp_security="none"
    )
    yield taking
    controller.stop()


@pytest.fixture
def ticket(mailbox: Mailbox) -> Ticket:
    contact = a_contact(channel="mail", party="jan@klant.example", subject="Geen stroom", customer=a_customer())
    a_message(contact, text="Alles valt uit", sender_address="jan@klant.example")
    ticket = a_ticket(contact=contact, language="nl")
    Ticket.objects.filter(pk=ticket.pk).update(answer_due_since=MONDAY_9AM)
    return ticket


def reply(desk: Client, ticket: Ticket, **typed: object) -> Outgoing:
    given = {"text": "Wij sturen een technieker.", "to": "jan@klant.example", "cc": "an@klant.example", "then": "", "_once": "een"}
    answer = desk.post(f"/tickets/{ticket.number}/reply/", given | typed)
    assert answer.status_code == 303, answer.content.decode()
    return Outgoing.objects.get()


def take_back(desk: Client, ticket: Ticket, outgoing: Outgoing) -> int:
    return desk.post(f"/tickets/{ticket.number}/mail/{outgoing.pk}/back/").status_code


def let_it_be_due(outgoing: Outgoing) -> None:
    Outgoing.objects.filter(pk=outgoing.pk).update(next_at=timezone.now())


def test_an_answer_stays_in_the_house_for_ten_seconds_and_then_goes(desk: Client, ticket: Ticket, peer: Peer) -> None:
    outgoing = reply(desk, ticket)

    waits = outgoing.next_at - outgoing.made_at
    outbox.send(outgoing.pk)
    taken_before = len(peer.taken)
    let_it_be_due(outgoing)
    outbox.send(outgoing.pk)

    assert (waits, taken_before) == (timedelta(seconds=10), 0)
    assert [each.rcpt_tos for each in peer.taken] == [["jan@klant.example", "an@klant.example"]]


def test_an_answer_taken_back_never_leaves_and_its_words_are_the_draft_again(
    desk: Client, operator: User, ticket: Ticket, peer: Peer
) -> None:
    file = store_file(b"plan", name="plan.txt", by=operator, at=MONDAY_9AM, draft_key="upload")
    outgoing = reply(desk, ticket, files=[str(file.pk)])

    status = take_back(desk, ticket, outgoing)
    outbox.send(outgoing.pk)

    fields = Draft.objects.get().fields
    file.refresh_from_db()
    assert (status, peer.taken, Outgoing.objects.count(), Email.objects.count()) == (303, [], 0, 0)
    assert (fields["text"], fields["to"], fields["cc"]) == ("Wij sturen een technieker.", "jan@klant.example", "an@klant.example")
    assert json.loads(fields["_attached"][0])["id"] == str(file.pk)
    assert file.draft_key == f"ticket-{ticket.number}-reply"
    assert ">\nWij sturen een technieker.</textarea>" in desk.get(f"/tickets/{ticket.number}/?panel=reply").content.decode()


def test_what_was_begun_since_stays_below_the_words_taken_back(desk: Client, operator: User, ticket: Ticket) -> None:
    outgoing = reply(desk, ticket)
    save_draft(f"ticket-{ticket.number}-reply", {"text": "En nog iets"}, by=operator, at=MONDAY_9AM)

    take_back(desk, ticket, outgoing)

    assert Draft.objects.get().fields["text"] == "Wij sturen een technieker.\n\nEn nog iets"


def test_the_ticket_stands_as_before_the_answer_that_was_taken_back(desk: Client, ticket: Ticket) -> None:
    outgoing = reply(desk, ticket, then="customer")

    take_back(desk, ticket, outgoing)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.owner, ticket.answer_due_since) == ("new", None, MONDAY_9AM)
    assert "took the mail back before it left" in desk.get(f"/tickets/{ticket.number}/").content.decode()


def test_what_a_colleague_changed_since_stays_when_an_answer_is_taken_back(desk: Client, colleague: User, ticket: Ticket) -> None:
    outgoing = reply(desk, ticket)
    Ticket.objects.filter(pk=ticket.pk).update(owner=colleague)
    Change.objects.create(ticket=ticket, at=timezone.now(), by=colleague, verb="taken", field="owner", new=colleague.name)

    take_back(desk, ticket, outgoing)

    ticket.refresh_from_db()
    assert (ticket.owner, ticket.state, ticket.answer_due_since) == (colleague, "open", MONDAY_9AM)


def test_a_first_mail_taken_back_leaves_no_contact_behind(desk: Client, mailbox: Mailbox) -> None:
    ticket = a_ticket(requester_address="mia@klant.example")
    before = (Contact.objects.count(), TicketContact.objects.count())
    outgoing = reply(desk, ticket, to="mia@klant.example", cc="")

    take_back(desk, ticket, outgoing)

    assert (Contact.objects.count(), TicketContact.objects.count()) == before
    assert (Message.objects.filter(direction="out").count(), Thread.objects.count()) == (0, 0)


def test_an_answer_that_left_is_not_taken_back(desk: Client, ticket: Ticket, peer: Peer) -> None:
    outgoing = reply(desk, ticket)
    let_it_be_due(outgoing)
    outbox.send(outgoing.pk)

    answer = desk.post(f"/tickets/{ticket.number}/mail/{outgoing.pk}/back/")

    assert answer.status_code == 409
    assert "has left already" in answer.content.decode()
    assert len(peer.taken) == Message.objects.filter(direction="out").count() == 1


def test_an_answer_is_not_taken_back_through_another_ticket(desk: Client, ticket: Ticket) -> None:
    outgoing = reply(desk, ticket)

    assert take_back(desk, a_ticket(), outgoing) == 404
    assert Outgoing.objects.exists()


def test_an_answer_goes_out_at_the_moment_that_was_chosen_and_bears_its_date(desk: Client, ticket: Ticket, peer: Peer) -> None:
    moment = timezone.localtime(timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)

    outgoing = reply(desk, ticket, send_at=moment.strftime("%Y-%m-%dT%H:%M"))
    outbox.send(outgoing.pk)

    mail = message_from_bytes(read_file(outgoing.file))
    assert (outgoing.next_at, parsedate_to_datetime(mail["Date"]), peer.taken) == (moment, moment, [])
    assert "Goes out" in desk.get(f"/tickets/{ticket.number}/").content.decode()
    assert "goes out" in desk.get("/mail/outgoing/").content.decode()


def test_a_moment_that_has_passed_is_told_and_nothing_is_sent(desk: Client, ticket: Ticket) -> None:
    answer = desk.post(f"/tickets/{ticket.number}/reply/", {"text": "Dag", "to": "jan@klant.example", "send_at": "2020-01-01T10:00"})

    assert answer.status_code == 422
    assert "This moment has passed" in answer.content.decode()
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize(("days", "due"), [(5, False), (0, True)])
def test_the_moment_of_an_answer_can_be_changed_until_it_leaves(desk: Client, ticket: Ticket, peer: Peer, days: int, due: bool) -> None:
    later = timezone.localtime(timezone.now() + timedelta(days=2))
    outgoing = reply(desk, ticket, send_at=later.strftime("%Y-%m-%dT%H:%M"))
    new = (timezone.localtime(timezone.now()) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M") if days else ""

    desk.post(f"/tickets/{ticket.number}/mail/{outgoing.pk}/moment/", {"send_at": new})
    outbox.send(outgoing.pk)

    outgoing.refresh_from_db()
    date = parsedate_to_datetime(message_from_bytes(read_file(outgoing.file))["Date"])
    assert abs(date - outgoing.next_at) < timedelta(seconds=1) or due
    assert len(peer.taken) == due
