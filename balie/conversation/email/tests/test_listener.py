"""The built-in SMTP door, and a whole conversation through it."""

from __future__ import annotations

import smtplib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from balie.access.accounts.testing import MONDAY_9AM
from balie.conversation.contacts.models import Contact
from balie.conversation.email import actions, intake, outbox
from balie.conversation.email.listener import listen
from balie.conversation.email.models import DemoMail, Mailbox, Outgoing, RawMail
from balie.conversation.email.parsing import MAX_RAW_BYTES, parse_mail
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.foundation.files.queries import read_file
from balie.foundation.web.testing import free_port

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def mailbox(committed: None) -> Mailbox:
    return a_mailbox(address="energie@balie.example")


@pytest.fixture
def port(committed: None, settings: Any) -> Iterator[int]:
    found = free_port()
    settings.BALIE_DEMO, settings.BALIE_DEMO_SMTP = True, f"127.0.0.1:{found}"
    stop = threading.Event()
    thread = threading.Thread(target=listen, args=(stop,))
    thread.start()
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", found)) == 0:
                break
        time.sleep(0.02)
    yield found
    stop.set()
    thread.join(10)
    connections.close_all()


def deliver(port: int, raw: bytes, *, to: list[str], sender: str = "jan@klant.example") -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.sendmail(sender, to, raw)


def test_a_mail_is_kept_before_it_is_taken(mailbox: Mailbox, port: int) -> None:
    deliver(port, a_raw_mail(), to=["Energie@Balie.example"])

    assert RawMail.objects.get().mailbox == mailbox


def test_mail_for_anybody_else_lands_in_a_demo_mailbox(mailbox: Mailbox, port: int) -> None:
    deliver(port, a_raw_mail(subject="Dag"), to=["mia@klant.example", "energie@balie.example"])

    assert [(mail.recipient, mail.subject) for mail in DemoMail.objects.all()] == [("mia@klant.example", "Dag")]
    assert RawMail.objects.count() == 1


def test_a_mail_of_one_long_line_is_kept(mailbox: Mailbox, port: int) -> None:
    deliver(port, a_raw_mail() + b"lang " * 200_000 + b"\r\n", to=["energie@balie.example"])

    assert RawMail.objects.get().size > 1_000_000


def test_a_mail_of_sixty_megabytes_is_refused_at_the_door(mailbox: Mailbox, port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.ehlo()
        announced = client.esmtp_features["size"]
        code, _said = client.docmd("MAIL FROM:<jan@klant.example>", "SIZE=60000000")

    assert (int(announced), code) == (MAX_RAW_BYTES, 552)


def test_a_busy_port_is_said_and_ends_nothing(committed: None, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.BALIE_DEMO, settings.BALIE_DEMO_SMTP = True, f"127.0.0.1:{taken.getsockname()[1]}"
        thread = threading.Thread(target=listen, args=(stop,))
        thread.start()
        time.sleep(0.5)
        alive = thread.is_alive()
        stop.set()
        thread.join(10)

    assert alive
    assert "no mail can be delivered at" in caplog.text


def test_a_whole_conversation_goes_by_real_smtp(mailbox: Mailbox, port: int) -> None:
    deliver(port, a_raw_mail(subject="Mijn meter"), to=["energie@balie.example"])
    intake.file_waiting()
    contact = Contact.objects.get()
    actions.send_reply(contact, text="Draait hij weer?", to=contact.party, by=None, at=MONDAY_9AM, dedupe_key="a")

    outbox.send(Outgoing.objects.get().pk)
    arrived = DemoMail.objects.get(recipient="jan@klant.example")
    answer = a_raw_mail(subject="Re: Mijn meter", body="Ja.", to=arrived.sender, in_reply_to=arrived.internet_message_id)
    deliver(port, answer, to=[arrived.sender])
    intake.file_waiting()

    threads = {raw.email.thread_id for raw in RawMail.objects.select_related("email")}
    assert (Outgoing.objects.get().state, arrived.text.strip()) == (Outgoing.State.SENT, "Draait hij weer?")
    assert (Contact.objects.count(), len(threads)) == (2, 1)
    assert parse_mail(read_file(arrived.file)).header("Auto-Submitted") == ""


def test_a_stopped_server_loses_nothing(mailbox: Mailbox, settings: Any) -> None:
    settings.BALIE_DEMO, settings.BALIE_DEMO_SMTP = True, f"127.0.0.1:{free_port()}"
    actions.send_new(
        customer=None, to="jan@klant.example", subject="Dag", text="Hallo", language="nl", by=None, at=MONDAY_9AM, dedupe_key="b"
    )
    outgoing = Outgoing.objects.get()
    Outgoing.objects.update(give_up_at=outgoing.give_up_at.replace(year=2100))

    outbox.send(outgoing.pk)

    outgoing.refresh_from_db()
    assert outgoing.state == Outgoing.State.QUEUED
    assert "no connection" in outgoing.last_error
