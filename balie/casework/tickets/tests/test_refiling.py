"""Why a mail stands in a ticket is shown, and a wrong match is put right in one step."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team
from balie.access.audit.models import AuditLine
from balie.casework.tickets import actions
from balie.casework.tickets.actions.refiling import move_thread
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.detail import detail_for
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.models import Message
from balie.conversation.email.actions import store_raw
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.models import Email, Mailbox, Thread
from balie.conversation.email.testing import a_raw_mail
from balie.foundation.errors import Invalid, NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mailbox")]
FIRST = "first@klant.example"


def file_mail(mailbox: Mailbox, **fields: str) -> None:
    store_raw(mailbox, a_raw_mail(**{"sender": "jan@klant.example", **fields}), at=timezone.now())
    file_waiting()


@pytest.fixture
def ticket(mailbox: Mailbox) -> Ticket:
    file_mail(mailbox, message_id=FIRST, body="De meter staat stil.")
    return Ticket.objects.get()


@pytest.fixture
def message_id(ticket: Ticket) -> int:
    return Email.objects.get().message_id


def texts(by: User, ticket: Ticket) -> list[str]:
    return [entry.message.text for entry in detail_for(by, ticket.number).entries if entry.message]


def test_why_a_mail_stands_here_is_told(desk: Client, mailbox: Mailbox, ticket: Ticket) -> None:
    file_mail(mailbox, in_reply_to=FIRST, body="En nu?")

    page = desk.get(f"/tickets/{ticket.number}/").content.decode()

    assert "This mail starts a conversation" in page
    assert "This mail refers to one we know" in page


def test_a_wrong_match_is_moved_to_another_ticket_and_mails_to_come_follow(
    desk: Client, mailbox: Mailbox, ticket: Ticket, message_id: int, operator: User
) -> None:
    other = a_ticket()

    answer = desk.post(f"/tickets/{ticket.number}/messages/{message_id}/move/", {"to": str(other.number)}, follow=True)
    file_mail(mailbox, in_reply_to=FIRST, body="En nu?")

    assert answer.redirect_chain[-1][0] == f"/tickets/{other.number}/"
    assert (texts(operator, ticket), texts(operator, other)) == ([], ["De meter staat stil.", "En nu?"])


def test_a_wrong_match_opens_a_ticket_of_its_own(desk: Client, ticket: Ticket, message_id: int, operator: User) -> None:
    desk.post(f"/tickets/{ticket.number}/messages/{message_id}/move/", {"where": "new"})

    made = Ticket.objects.exclude(pk=ticket.pk).get()
    assert (made.subject, made.requester_address) == ("Mijn meter", "jan@klant.example")
    assert (texts(operator, ticket), texts(operator, made)) == ([], ["De meter staat stil."])


def test_what_waits_for_an_answer_moves_too_and_back(ticket: Ticket, message_id: int, operator: User) -> None:
    other = a_ticket()
    waited = ticket.answer_due_since

    move_thread(ticket.number, message_id, to=other.number, by=operator, at=MONDAY_9AM)
    moved = [Ticket.objects.get(pk=each.pk).answer_due_since for each in (ticket, other)]
    move_thread(other.number, message_id, to=ticket.number, by=operator, at=MONDAY_9AM)

    assert moved == [None, waited]
    assert Ticket.objects.get(pk=ticket.pk).answer_due_since == waited
    assert texts(operator, ticket) == ["De meter staat stil."]


def test_the_move_stands_in_the_history_of_both_and_in_the_audit(desk: Client, ticket: Ticket, message_id: int, operator: User) -> None:
    other = a_ticket()

    move_thread(ticket.number, message_id, to=other.number, by=operator, at=timezone.now())

    assert "filed a mail under" in desk.get(f"/tickets/{ticket.number}/").content.decode()
    assert "took over a mail of" in desk.get(f"/tickets/{other.number}/").content.decode()
    assert AuditLine.objects.filter(verb="tickets.thread_moved", actor=operator).count() == 2


def test_an_answer_after_the_move_goes_to_its_customer_from_the_other_ticket(ticket: Ticket, message_id: int, operator: User) -> None:
    other = a_ticket()
    move_thread(ticket.number, message_id, to=other.number, by=operator, at=MONDAY_9AM)

    actions.reply(other.number, text="Wij komen.", to="jan@klant.example", by=operator, at=MONDAY_9AM, dedupe_key="een")

    assert Email.objects.filter(in_reply_to=FIRST).exists()


def test_a_mail_does_not_move_where_more_people_would_read_it(ticket: Ticket, message_id: int, operator: User) -> None:
    contact = Email.objects.get().message.contact
    contact.level = 1
    contact.save(update_fields=["level"])

    with pytest.raises(Invalid):
        move_thread(ticket.number, message_id, to=a_ticket().number, by=operator, at=MONDAY_9AM)


def test_a_mail_does_not_move_to_a_ticket_one_may_not_see(desk: Client, ticket: Ticket, message_id: int) -> None:
    hidden = a_ticket(team=a_team("medisch"), level=1)

    answer = desk.post(f"/tickets/{ticket.number}/messages/{message_id}/move/", {"to": str(hidden.number)})

    assert answer.status_code == 422
    assert Email.objects.get().thread.ticket_thread.ticket == ticket


def test_a_mail_of_another_ticket_is_not_moved_from_this_one(ticket: Ticket, message_id: int, operator: User) -> None:
    with pytest.raises(NotFound):
        move_thread(a_ticket().number, message_id, to=None, by=operator, at=MONDAY_9AM)


def test_r_m3_a_number_alone_joins_no_ticket_and_the_operator_can_file_it_there(desk: Client, mailbox: Mailbox, operator: User) -> None:
    named = a_ticket()
    file_mail(mailbox, subject=f"Re: {named.number}", sender="eve@evil.example", body="Ik ben het")
    own = Ticket.objects.exclude(pk=named.pk).get()
    assert texts(operator, named) == []

    desk.post(f"/tickets/{own.number}/messages/{Email.objects.get().message_id}/move/", {"to": str(named.number)})

    assert texts(operator, named) == ["Ik ben het"]


C = "other@klant.example"


@pytest.fixture
def later(mailbox: Mailbox, ticket: Ticket) -> int:
    """A mail about something else that answers the first one: its message."""
    file_mail(mailbox, message_id=C, in_reply_to=FIRST, subject="Verhuizing", body="Ik verhuis ook.")
    return Email.objects.get(internet_message_id=C).message_id


def test_one_mail_moves_and_what_answers_it_follows_while_the_rest_stays(
    desk: Client, mailbox: Mailbox, ticket: Ticket, later: int, operator: User
) -> None:
    file_mail(mailbox, message_id="d@klant.example", in_reply_to=C, body="Naar Gent.")
    file_mail(mailbox, message_id="e@klant.example", in_reply_to=FIRST, body="En de meter?")

    desk.post(f"/tickets/{ticket.number}/messages/{later}/move/", {"what": "part", "where": "new"})
    file_mail(mailbox, in_reply_to="d@klant.example", body="In maart.", message_id="f@klant.example")
    file_mail(mailbox, in_reply_to="e@klant.example", body="Graag nieuws.", message_id="g@klant.example")

    made = Ticket.objects.exclude(pk=ticket.pk).get()
    assert made.subject == "Verhuizing"
    assert texts(operator, made) == ["Ik verhuis ook.", "Naar Gent.", "In maart."]
    assert texts(operator, ticket) == ["De meter staat stil.", "En de meter?", "Graag nieuws."]


def test_an_answer_to_what_we_wrote_before_the_move_follows_by_what_it_answers(
    mailbox: Mailbox, ticket: Ticket, later: int, operator: User
) -> None:
    other = a_ticket()
    actions.reply(ticket.number, text="Wanneer?", to="jan@klant.example", by=operator, at=timezone.now(), dedupe_key="een")
    ours = Email.objects.get(in_reply_to=C)

    move_thread(ticket.number, later, to=other.number, is_part=True, by=operator, at=timezone.now())
    file_mail(mailbox, message_id="h@klant.example", in_reply_to=ours.internet_message_id, body="In maart.")
    file_mail(mailbox, message_id="i@klant.example", in_reply_to=FIRST, body="En de meter?")

    assert texts(operator, other) == ["Ik verhuis ook.", "Wanneer?", "In maart."]
    assert texts(operator, ticket) == ["De meter staat stil.", "En de meter?"]


def test_a_mail_that_was_moved_alone_comes_back_the_same_way(mailbox: Mailbox, ticket: Ticket, later: int, operator: User) -> None:
    other = a_ticket()

    move_thread(ticket.number, later, to=other.number, is_part=True, by=operator, at=MONDAY_9AM)
    move_thread(other.number, later, to=ticket.number, by=operator, at=MONDAY_9AM)

    assert texts(operator, ticket) == ["De meter staat stil.", "Ik verhuis ook."]
    assert texts(operator, other) == []


def test_a_mail_that_stands_alone_moves_with_its_thread(ticket: Ticket, message_id: int, operator: User) -> None:
    other = a_ticket()
    threads = Thread.objects.count()

    move_thread(ticket.number, message_id, to=other.number, is_part=True, by=operator, at=MONDAY_9AM)

    assert texts(operator, other) == ["De meter staat stil."]
    assert Thread.objects.count() == threads


def test_what_can_be_moved_is_offered_the_likeliest_first(desk: Client, ticket: Ticket, message_id: int, later: int) -> None:
    first = desk.get(f"/tickets/{ticket.number}/messages/{message_id}/").content.decode()
    second = desk.get(f"/tickets/{ticket.number}/messages/{later}/").content.decode()

    assert 'value="whole" checked' in first
    assert 'value="part" checked' in second


def test_of_an_endless_mail_the_ticket_shows_the_beginning_and_a_page_the_whole(desk: Client, mailbox: Mailbox) -> None:
    file_mail(mailbox, message_id=FIRST, body=f"Begin {'<' * 300_000} einde")
    ticket = Ticket.objects.get()
    message = Message.objects.get()

    shown = desk.get(f"/tickets/{ticket.number}/").content.decode()
    whole = desk.get(f"/tickets/{ticket.number}/messages/{message.pk}/").content.decode()

    assert "Only the beginning stands here." in shown
    assert f'href="/tickets/{ticket.number}/messages/{message.pk}/">Read all of it' in shown
    assert len(shown) < 400_000
    assert "einde" in whole
