"""Several workers file at once: nothing twice, and an answer never before what it answers."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets.models import TicketContact
from balie.conversation.contacts.models import Contact
from balie.conversation.email import actions, intake
from balie.conversation.email.actions.matching import hold_conversation
from balie.conversation.email.actions.storing import glanced_message_id
from balie.conversation.email.models import Mailbox, RawMail, Thread
from balie.conversation.email.parsing import parse_mail
from balie.conversation.email.testing import a_mailbox, a_raw_mail

pytestmark = pytest.mark.usefixtures("committed")
CONVERSATIONS = 12


def file_in_threads(count: int) -> None:
    def work() -> None:
        try:
            intake.file_waiting(longest=60)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(90)


def a_conversation(mailbox: Mailbox, at: int) -> None:
    """A question and two answers to it, as they came."""
    for answer, refers in ((0, ""), (1, f"c{at}.0@klant.example"), (2, f"c{at}.1@klant.example")):
        mail = a_raw_mail(subject=f"Gesprek {at}", message_id=f"c{at}.{answer}@klant.example", in_reply_to=refers)
        actions.store_raw(mailbox, mail, at=MONDAY_9AM)


def test_three_workers_file_conversations_whole_and_nothing_twice() -> None:
    mailbox = a_mailbox()
    for at in range(CONVERSATIONS):
        a_conversation(mailbox, at)

    file_in_threads(3)

    assert set(RawMail.objects.values_list("state", flat=True)) == {RawMail.State.FILED}
    assert Contact.objects.count() == 3 * CONVERSATIONS
    assert Thread.objects.count() == CONVERSATIONS
    assert TicketContact.objects.values("ticket").distinct().count() == CONVERSATIONS


def test_a_backlog_is_filed_by_two_threads_whole_and_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "BATCH", 5)
    mailbox = a_mailbox()
    for at in range(CONVERSATIONS):
        a_conversation(mailbox, at)

    intake.file_backlog(longest=60)

    assert Contact.objects.count() == 3 * CONVERSATIONS
    assert Thread.objects.count() == CONVERSATIONS == TicketContact.objects.values("ticket").distinct().count()


def test_a_few_mails_need_no_second_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_file_beside", None)
    a_conversation(a_mailbox(), 1)

    assert intake.file_backlog(longest=60) == 3


def test_one_mail_to_two_of_our_addresses_is_filed_once_whoever_is_first() -> None:
    first, second = a_mailbox(address="energie@balie.example"), a_mailbox(address="winkel@balie.example")
    for at in range(CONVERSATIONS):
        for box in (first, second):
            actions.store_raw(box, a_raw_mail(subject=f"Dubbel {at}", message_id=f"d{at}@klant.example"), at=MONDAY_9AM)

    file_in_threads(2)

    states = list(RawMail.objects.values_list("state", flat=True))
    assert (states.count(RawMail.State.FILED), states.count(RawMail.State.DUPLICATE)) == (CONVERSATIONS, CONVERSATIONS)


def test_an_answer_waits_for_the_mail_it_answers() -> None:
    mailbox = a_mailbox()
    a_conversation(mailbox, 1)
    question, answer, _later = RawMail.objects.order_by("pk")

    kept = actions.receive_email(answer, parse_mail(intake.read_file(answer.file)), at=MONDAY_9AM).state
    filed = intake.file_one(answer)

    assert (kept, filed.state) == (RawMail.State.NEW, RawMail.State.FILED)
    question.refresh_from_db()
    assert question.state == RawMail.State.FILED
    assert Thread.objects.count() == 1


def test_an_answer_does_not_wait_for_a_mail_that_failed() -> None:
    mailbox = a_mailbox()
    a_conversation(mailbox, 1)
    question, answer, _later = RawMail.objects.order_by("pk")
    RawMail.objects.filter(pk=question.pk).update(retry_at=timezone.now() + timedelta(minutes=5))

    filed = actions.receive_email(answer, parse_mail(intake.read_file(answer.file)), at=MONDAY_9AM)

    assert filed.state == RawMail.State.FILED


def test_a_mail_somebody_else_has_in_hand_is_left_to_them() -> None:
    mailbox = a_mailbox()
    raw = actions.store_raw(mailbox, a_raw_mail(), at=MONDAY_9AM)
    handled: list[int] = []

    def work() -> None:
        handled.append(intake.file_waiting(longest=5))
        connection.close()

    with intake._claim(raw.pk):
        worker = threading.Thread(target=work)
        worker.start()
        worker.join(30)

    assert handled == [0]
    assert intake.file_waiting() == 1


def test_two_mails_of_one_conversation_are_held_in_turn() -> None:
    mail = parse_mail(a_raw_mail(message_id="a@klant.example", in_reply_to="b@klant.example"))
    other = parse_mail(a_raw_mail(message_id="b@klant.example"))
    order: list[str] = []

    def work() -> None:
        with transaction.atomic():
            hold_conversation(other)
            order.append("other")
        connection.close()

    with transaction.atomic():
        hold_conversation(mail)
        worker = threading.Thread(target=work)
        worker.start()
        worker.join(0.3)
        order.append("first")
    worker.join(10)

    assert order == ["first", "other"]


@pytest.mark.parametrize(
    ("raw", "glanced"),
    [
        (b"From: a@b.example\r\nMessage-Id: <x.1@b.example>\r\n\r\nText", "x.1@b.example"),
        (b"From: a@b.example\nMESSAGE-ID:\n <y@b.example>\n\nText", "y@b.example"),
        (b"From: a@b.example\r\n\r\nMessage-ID: <body@b.example>", ""),
        (b"From: a@b.example\r\nMessage-ID: <z\0\x01@b.example>\r\n\r\n", ""),
        (b"", ""),
    ],
)
def test_the_message_id_is_read_at_a_glance_from_the_head_alone(raw: bytes, glanced: str) -> None:
    assert glanced_message_id(raw) == glanced
