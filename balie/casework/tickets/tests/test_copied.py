"""Who was copied in by a customer sees nothing until an operator says so, and nothing of before."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.audit.models import AuditLine
from balie.casework.tickets import actions
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.answering import recipients_of
from balie.casework.tickets.queries.detail import detail_for
from balie.conversation.email.actions import NobodyWaits, store_raw
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.models import Mailbox, Outgoing
from balie.conversation.email.testing import a_raw_mail
from balie.foundation.errors import NotAllowed
from balie.foundation.files.queries import read_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mailbox")]
AN = "an@klant.example"
FIRST = "first@klant.example"
WORDS = f"{AN} was copied in and sees nothing yet."


def mail(mailbox: Mailbox, **fields: str) -> Ticket:
    store_raw(
        mailbox,
        a_raw_mail(**{"sender": "jan@klant.example", "cc": f"An <{AN}>", "body": "De meter staat stil.", **fields}),
        at=timezone.now(),
    )
    file_waiting()
    return Ticket.objects.order_by("-pk")[0]


@pytest.fixture
def ticket(mailbox: Mailbox) -> Ticket:
    """Jan wrote, and copied An in."""
    return mail(mailbox, message_id=FIRST)


def decide(desk: Client, ticket: Ticket, *, accept: int, address: str = AN) -> HttpResponse:
    return desk.post(f"/tickets/{ticket.number}/copied/", {"address": address, "accept": accept}, follow=True)


def let_in(ticket: Ticket, by: User, *, is_accepted: bool = True) -> None:
    actions.decide_copied(ticket.number, AN, is_accepted=is_accepted, by=by, at=MONDAY_9AM)


def answer(ticket: Ticket, by: User, key: str = "een") -> Outgoing:
    fresh = Ticket.objects.get(pk=ticket.pk)
    to, cc = recipients_of(fresh)
    actions.reply(ticket.number, text="Wij komen langs.", to=to, cc=cc, by=by, at=MONDAY_9AM, dedupe_key=key)
    return Outgoing.objects.latest("pk")


def test_the_page_says_who_waits(desk: Client, ticket: Ticket) -> None:
    assert WORDS in desk.get(f"/tickets/{ticket.number}/").content.decode()


def test_nobody_copied_in_gets_an_answer_before_it_is_decided(ticket: Ticket, operator: User) -> None:
    assert answer(ticket, operator).recipients == ["jan@klant.example"]


def test_who_was_let_in_gets_the_answers_from_then_on_and_nothing_of_before(desk: Client, ticket: Ticket, operator: User) -> None:
    answer(ticket, operator)

    decide(desk, ticket, accept=1)

    after = answer(ticket, operator, "twee")
    assert after.recipients == ["jan@klant.example", AN]
    assert Outgoing.objects.filter(recipients__contains=[AN]).get() == after
    assert b"meter staat stil" not in read_file(after.file)


def test_who_was_kept_out_gets_no_answer_and_is_not_asked_about_again(
    desk: Client, mailbox: Mailbox, ticket: Ticket, operator: User
) -> None:
    decide(desk, ticket, accept=0)
    sent = answer(ticket, operator)

    mail(mailbox, subject="Re: Mijn meter", in_reply_to=sent.internet_message_id)

    assert WORDS not in desk.get(f"/tickets/{ticket.number}/").content.decode()
    assert answer(ticket, operator, "twee").recipients == ["jan@klant.example"]


def test_who_was_kept_out_and_writes_opens_a_ticket_of_its_own(mailbox: Mailbox, ticket: Ticket, operator: User) -> None:
    let_in(ticket, operator, is_accepted=False)

    assert mail(mailbox, sender=AN, cc="", in_reply_to=FIRST) != ticket


def test_writing_to_who_was_kept_out_lets_them_in(ticket: Ticket, operator: User) -> None:
    let_in(ticket, operator, is_accepted=False)

    actions.reply(ticket.number, text="Dag An", to="jan@klant.example", cc=[AN], by=operator, at=MONDAY_9AM, dedupe_key="een")

    assert recipients_of(Ticket.objects.get()) == ("jan@klant.example", [AN])


def test_an_answer_is_not_proposed_to_who_waits_though_they_wrote_last(
    desk: Client, mailbox: Mailbox, ticket: Ticket, operator: User
) -> None:
    sent = answer(ticket, operator)

    assert mail(mailbox, sender=AN, cc="", in_reply_to=sent.internet_message_id) == ticket

    assert recipients_of(Ticket.objects.get()) == ("jan@klant.example", [])
    assert f"{AN} wrote without being part of this" in desk.get(f"/tickets/{ticket.number}/").content.decode()


def test_the_decision_stands_in_history_and_audit(desk: Client, ticket: Ticket, operator: User) -> None:
    page = decide(desk, ticket, accept=1).content.decode()

    line = AuditLine.objects.get(verb="email.copied_accepted")
    assert f"let {AN} take part" in page
    assert (line.actor, AN in str(line.data)) == (operator, False)


def test_two_colleagues_who_decide_at_once_are_told(desk: Client, ticket: Ticket) -> None:
    decide(desk, ticket, accept=1)

    answer = decide(desk, ticket, accept=0)

    assert answer.status_code == 409
    assert "a colleague decided" in answer.content.decode()


def test_who_waits_in_another_ticket_is_not_let_in_from_this_one(mailbox: Mailbox, ticket: Ticket, operator: User) -> None:
    other = mail(mailbox, sender="els@klant.example", cc="bob@klant.example")

    with pytest.raises(NobodyWaits):
        actions.decide_copied(ticket.number, "bob@klant.example", is_accepted=True, by=operator, at=MONDAY_9AM)

    assert [each.address for each in detail_for(operator, other.number).waiting] == ["bob@klant.example"]


def test_a_reader_sees_no_address_and_decides_nothing(client: Client, ticket: Ticket) -> None:
    knowledge = a_user("knowledge", language="en")
    client.force_login(knowledge)

    page = client.get(f"/tickets/{ticket.number}/").content.decode()

    assert "was copied in and sees nothing yet" in page
    assert AN not in page
    assert "/copied/" not in page
    with pytest.raises(NotAllowed):
        let_in(ticket, knowledge)


def test_of_many_who_were_copied_in_three_stand_open_and_the_others_folded(desk: Client, mailbox: Mailbox) -> None:
    ticket = mail(mailbox, cc=", ".join(f"an{number}@klant.example" for number in range(10)))

    shown, _fold, folded = desk.get(f"/tickets/{ticket.number}/").text.partition("7 more were copied in and see nothing yet")

    assert (shown.count("was copied in and sees nothing yet"), folded.count("was copied in and sees nothing yet")) == (3, 7)
