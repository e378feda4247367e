"""Contacts find their ticket: a mail its thread's, a first mail a new one, a call none by itself."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone, translation

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.audit.models import AuditLine
from balie.casework.tickets import actions
from balie.casework.tickets.models import Change, Notification, Ticket
from balie.casework.tickets.sheet import sheet_for
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.actions import attach_customer
from balie.conversation.contacts.models import Contact, Message
from balie.conversation.contacts.testing import a_contact
from balie.conversation.email.actions import receive_email, store_raw
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.models import Email, Mailbox, Outgoing, RawMail
from balie.conversation.email.parsing import parse_mail
from balie.conversation.email.senders.standing import Judgement
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.foundation.text.labels import label
from balie.records.customers.actions import merge_customers
from balie.records.customers.testing import a_customer
from balie.records.taxonomy.models import Category, Result
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(hours=1)


def file_mail(box: Mailbox, raw: bytes) -> None:
    store_raw(box, raw, at=timezone.now())
    file_waiting()


def _close(ticket: Ticket) -> None:
    result = Result.objects.create(key="klaar", name=label("x", "x", "x", "x"))
    actions.close_ticket(ticket.number, result=result, sentence="Klaar.", by=a_user("operator"), at=LATER)


def test_a_first_mail_opens_a_ticket_with_its_customer_and_team() -> None:
    customer = a_customer(mail_addresses=["jan@post.example"])
    box = a_mailbox(team=a_team("energie"))

    file_mail(box, a_raw_mail(subject="Geen stroom", sender="jan@post.example"))

    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.customer, ticket.team) == ("Geen stroom", customer, box.team)
    assert ticket.answer_due_since is not None


def test_a_ticket_takes_the_category_of_the_mailbox_its_mail_came_to() -> None:
    category = a_term(Category)

    file_mail(a_mailbox(category=category), a_raw_mail())

    assert Ticket.objects.get().category == category


def test_r_m4_where_answers_are_asked_for_is_shown_and_taken_by_a_click(desk: Client, mailbox: Mailbox) -> None:
    file_mail(mailbox, a_raw_mail(sender="jan@klant.example", headers={"Reply-To": "jan@elders.example"}))
    ticket, message = Ticket.objects.get(), Message.objects.get()
    route = f"/tickets/{ticket.number}/?panel=reply&amp;route={message.pk}"

    page = desk.get(f"/tickets/{ticket.number}/").content.decode()
    chosen = desk.get(unescape(route)).content.decode()
    alone = desk.get(f"/tickets/{ticket.number}/messages/{message.pk}/").content.decode()

    assert "Answers are asked for at jan@elders.example" in page
    assert route in page
    assert (_receiver(page), _receiver(chosen)) == ("jan@klant.example", "jan@elders.example")
    assert "jan@elders.example" in alone


def _receiver(page: str) -> str:
    """What stands in the field an answer is addressed in."""
    field = re.search(r'<input[^>]*\bid="reply-to"[^>]*>', page)
    value = re.search(r'value="([^"]*)"', field.group() if field else "")
    return value.group(1) if value else ""


def test_a_mail_that_a_machine_may_have_sent_is_read_at_once_and_says_so(desk: Client, mailbox: Mailbox) -> None:
    file_mail(mailbox, a_raw_mail(subject="Niet aanwezig op 3 december", body="Kom liever op 4 december."))

    page = desk.get(f"/tickets/{Ticket.objects.get().number}/").content.decode()

    assert "A machine may have sent this" in page
    assert "Automatic mail:" not in page


def test_a_mail_without_a_subject_is_named_in_its_own_language_whoever_files_it() -> None:
    with translation.override("de"):
        file_mail(a_mailbox(language="fr"), a_raw_mail(subject=""))

    assert Ticket.objects.get().subject == "(sans objet)"


def test_a_number_in_the_subject_is_shown_and_not_obeyed() -> None:
    box, jan = a_mailbox(), a_user("operator", language="en")
    named = a_ticket()

    file_mail(box, a_raw_mail(subject=f"Re: {named.number}", sender="eve@evil.example"))

    ticket = Ticket.objects.exclude(pk=named.pk).get()
    sheet = sheet_for(jan, ticket.number, at=timezone.now())
    [entry] = [entry for entry in sheet.detail.entries if entry.message]
    assert sheet.claim(entry.message) == named.number


def test_who_doubts_a_sender_says_why() -> None:
    file_mail(a_mailbox(), a_raw_mail(sender='"jan@klant.example" <eve@evil.example>'))

    sheet = sheet_for(a_user("operator"), Ticket.objects.get().number, at=timezone.now())
    [entry] = [entry for entry in sheet.detail.entries if entry.message]
    with translation.override("fr"):
        assert sheet.doubt(entry.message) == "Le nom de l’expéditeur est une autre adresse que celle d’où vient le mail."


@pytest.mark.decree("S2.2")
def test_the_answer_of_the_customer_goes_to_the_same_ticket_and_reopens_it() -> None:
    box = a_mailbox()
    file_mail(box, a_raw_mail(subject="Geen stroom", sender="jan@post.example"))
    ticket, jan = Ticket.objects.get(), a_user("operator")
    actions.reply(ticket.number, text="Dag Jan", to="jan@post.example", by=jan, at=LATER, dedupe_key="a")
    ticket.refresh_from_db()
    assert ticket.answer_due_since is None
    _close(ticket)

    sent = Outgoing.objects.get()
    file_mail(box, a_raw_mail(subject="Re: Geen stroom", sender="jan@post.example", in_reply_to=sent.internet_message_id))

    ticket.refresh_from_db()
    assert Ticket.objects.count() == 1
    assert (ticket.state, ticket.reopened_count, ticket.solved_at) == (Ticket.State.OPEN, 1, None)
    assert Notification.objects.get(user=jan).kind == Notification.Kind.ANSWERED


def test_an_automatic_answer_reopens_nothing() -> None:
    box = a_mailbox()
    file_mail(box, a_raw_mail(subject="Geen stroom", sender="jan@post.example"))
    ticket = Ticket.objects.get()
    actions.reply(ticket.number, text="Dag Jan", to="jan@post.example", by=a_user("operator"), at=LATER, dedupe_key="a")
    _close(ticket)

    sent = Outgoing.objects.get()
    absent = a_raw_mail(
        subject="Afwezig", sender="jan@post.example", in_reply_to=sent.internet_message_id, headers={"Auto-Submitted": "auto-replied"}
    )
    file_mail(box, absent)

    ticket.refresh_from_db()
    assert ticket.state == Ticket.State.SOLVED
    assert ticket.ticket_contacts.count() == 2


@pytest.mark.parametrize("standing", ["verified", "unverified"])
@pytest.mark.parametrize("refers", ["token", "first", "nothing"])
def test_r_m2_a_mail_from_an_operators_address_never_acts_as_that_operator(standing: str, refers: str) -> None:
    box, nele = a_mailbox(), a_user("operator", username="nele")
    User.objects.filter(pk=nele.pk).update(email="nele@balie.example")
    file_mail(box, a_raw_mail(subject="Geen stroom", sender="jan@post.example", message_id="first@post.example"))
    ticket = Ticket.objects.get()
    actions.reply(ticket.number, text="Dag Jan", to="jan@post.example", by=a_user("operator"), at=LATER, dedupe_key="a")
    before = Ticket.objects.values("owner", "team", "state", "priority").get()
    sent = Outgoing.objects.get()
    said = {"token": sent.internet_message_id, "first": "first@post.example", "nothing": ""}[refers]
    raw = a_raw_mail(sender="Nele <nele@balie.example>", to=f"{box.address}, jan@post.example", in_reply_to=said, body="#close\nOpgelost.")

    judged = Judgement(Email.Standing(standing), Email.Ground.DKIM if standing == "verified" else Email.Ground.UNSIGNED)
    receive_email(store_raw(box, raw, at=timezone.now()), parse_mail(raw), judged=judged, at=timezone.now())

    came = Message.objects.latest("pk")
    assert (came.direction, came.author, came.sender_address) == ("in", None, "nele@balie.example")
    assert Outgoing.objects.get() == sent
    assert not Change.objects.filter(by=nele).exists()
    assert not AuditLine.objects.filter(actor=nele).exists()
    assert Ticket.objects.filter(pk=ticket.pk).values("owner", "team", "priority", "state").get() == before


def test_the_same_reply_sent_twice_is_one_mail() -> None:
    box = a_mailbox()
    file_mail(box, a_raw_mail(sender="jan@post.example"))
    number, jan = Ticket.objects.get().number, a_user("operator")

    for _time in range(2):
        actions.reply(number, text="Dag", to="jan@post.example", by=jan, at=LATER, dedupe_key="same")

    assert Outgoing.objects.count() == 1


def test_a_mail_from_a_ticket_that_began_by_phone_starts_its_thread() -> None:
    box = a_mailbox()
    ticket = a_ticket(contact=a_contact(channel=Contact.Channel.CALL, party="+32470000001"))

    actions.reply(ticket.number, text="Zoals beloofd", to="jan@post.example", by=a_user("operator"), at=LATER, dedupe_key="a")
    sent = Outgoing.objects.get()
    file_mail(box, a_raw_mail(subject="Re", sender="jan@post.example", in_reply_to=sent.internet_message_id))

    assert Ticket.objects.get() == ticket
    assert ticket.ticket_contacts.count() == 3


def test_a_call_by_hand_opens_no_ticket() -> None:
    a_contact(channel=Contact.Channel.CALL)

    assert not Ticket.objects.exists()


def test_a_ticket_follows_the_customer_found_later() -> None:
    contact = a_contact(channel=Contact.Channel.CALL)
    ticket, customer = a_ticket(contact=contact), a_customer()

    attach_customer(contact, customer, by=a_user("operator"), at=LATER)

    ticket.refresh_from_db()
    assert ticket.customer == customer


def test_tickets_of_a_merged_file_go_to_the_kept_one() -> None:
    kept, merged = a_customer(), a_customer(given_name="Janne")
    ticket = a_ticket(customer=merged)

    merge_customers(kept, merged, by=None, at=LATER, version=kept.version)

    ticket.refresh_from_db()
    assert ticket.customer == kept


def test_a_category_sends_a_ticket_to_its_team_and_level() -> None:
    team = a_team("klachten")
    category = Category.objects.create(key="klacht", name=label("x", "x", "x", "x"), team=team, level=1)

    ticket = a_ticket(category=category)

    assert (ticket.team, ticket.level) == (team, 1)


def test_every_mail_is_filed_once_and_kept_raw() -> None:
    box, raw = a_mailbox(), a_raw_mail(sender="jan@post.example")

    file_mail(box, raw)
    file_mail(box, raw)

    assert Ticket.objects.count() == 1
    assert RawMail.objects.filter(state=RawMail.State.FILED).count() == 1
