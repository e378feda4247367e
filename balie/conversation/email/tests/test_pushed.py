"""Mail servers push to Balie: a real Postfix by LMTP, and clients by hand for what Postfix does not do."""

from __future__ import annotations

import smtplib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connections

from balie.access.accounts.testing import MONDAY_9AM
from balie.conversation.email.listener import listen
from balie.conversation.email.models import Mailbox, RawMail, Thread
from balie.conversation.email.parsing import MAX_RAW_BYTES
from balie.conversation.email.queries import mail_key
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.conversation.email.tokens import reply_address, reply_token
from balie.foundation.files.queries import read_file
from balie.foundation.web.testing import free_port
from tests.parts.dovecot import Dovecot
from tests.parts.postfix import Postfix

pytestmark = pytest.mark.usefixtures("committed")
OURS, OTHER, FETCHED = "energie@balie.example", "gas@balie.example", "water@balie.example"


@pytest.fixture
def ports(committed: None, settings: Any) -> Iterator[tuple[int, int]]:
    """Of the LMTP door and the SMTP door."""
    lmtp, smtp = free_port(), free_port()
    settings.BALIE_DEMO, settings.BALIE_LMTP, settings.BALIE_SMTP = False, f"127.0.0.1:{lmtp}", f"127.0.0.1:{smtp}"
    a_mailbox(address=OURS)
    a_mailbox(address=OTHER)
    a_mailbox(address=FETCHED, source="imap")
    stop = threading.Event()
    thread = threading.Thread(target=listen, args=(stop,))
    thread.start()
    for port in (lmtp, smtp):
        _await_port(port)
    yield lmtp, smtp
    stop.set()
    thread.join(10)
    connections.close_all()


def _await_port(port: int) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)


def _wait_for_mails(number: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and RawMail.objects.count() < number:
        time.sleep(0.1)


def test_a_real_postfix_delivers_by_lmtp(ports: tuple[int, int]) -> None:
    raw = a_raw_mail(subject="Per LMTP")
    with (
        Dovecot(users={OURS: "x", OTHER: "x"}) as mailboxes,
        Postfix(mailboxes=mailboxes, lmtp_port=ports[0]) as server,
        smtplib.SMTP("127.0.0.1", server.port, timeout=10) as client,
    ):
        client.sendmail("jan@klant.example", [OURS, OTHER], raw)
        _wait_for_mails(2)
        said = server.log()

    assert sorted(RawMail.objects.values_list("mailbox__address", flat=True)) == [OURS, OTHER], said
    assert b"Subject: Per LMTP" in read_file(RawMail.objects.earliest("pk").file)


def test_lmtp_answers_for_each_recipient(ports: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    from balie.conversation.email import actions

    keep = actions.store_raw

    def but_one(mailbox: Any, raw: bytes, **rest: Any) -> RawMail:
        if mailbox.address == OTHER:
            raise DatabaseError("no room")
        return keep(mailbox, raw, **rest)

    monkeypatch.setattr("balie.conversation.email.actions.store_raw", but_one)
    with socket.create_connection(("127.0.0.1", ports[0]), timeout=10) as line, line.makefile("rwb") as talk:
        said = _say(talk, ["LHLO klant.example", "MAIL FROM:<jan@klant.example>", f"RCPT TO:<{OURS}>", f"RCPT TO:<{OTHER}>", "DATA"])
        talk.write(a_raw_mail() + b"\r\n.\r\n")
        talk.flush()
        answers = [talk.readline()[:3], talk.readline()[:3]]

    assert (said[-1][:3], answers) == (b"354", [b"250", b"451"])
    assert RawMail.objects.count() == 1


def _say(talk: Any, lines: list[str]) -> list[bytes]:
    said = [talk.readline()]
    for line in lines:
        talk.write(line.encode() + b"\r\n")
        talk.flush()
        answer = talk.readline()
        while answer[3:4] == b"-":
            answer = talk.readline()
        said.append(answer)
    return said


@pytest.mark.parametrize("address", ["nobody@balie.example", "jan@klant.example", FETCHED])
def test_the_door_is_for_our_own_addresses_alone(ports: tuple[int, int], address: str) -> None:
    with smtplib.SMTP("127.0.0.1", ports[1], timeout=10) as client, pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        client.sendmail("jan@klant.example", [address], a_raw_mail())

    assert refused.value.recipients[address][0] == 550


@pytest.mark.parametrize("of", [OURS, OTHER])
def test_an_answer_is_counted_under_the_mailbox_of_its_conversation(ports: tuple[int, int], of: str) -> None:
    thread = Thread.objects.create(mailbox=Mailbox.objects.get(address=of), made_at=MONDAY_9AM)
    address = reply_address(reply_token(thread.pk, recipient="jan@klant.example", purpose="reply", key=mail_key()), domain="balie.example")
    with smtplib.SMTP("127.0.0.1", ports[1], timeout=10) as client:
        client.sendmail("jan@klant.example", [address], a_raw_mail(to=address))

    assert RawMail.objects.get().mailbox.address == of


@pytest.mark.parametrize("thread_id", [7, 2**63, 10**18])
def test_an_answer_to_no_conversation_of_ours_is_kept_too(ports: tuple[int, int], thread_id: int) -> None:
    """Where the first mailbox of the domain is fetched, by the first whose mail is delivered."""
    Mailbox.objects.filter(address=OURS).update(source="imap")
    address = reply_address(reply_token(thread_id, recipient="jan@klant.example", purpose="reply", key=mail_key()), domain="balie.example")
    with smtplib.SMTP("127.0.0.1", ports[1], timeout=10) as client:
        client.sendmail("jan@klant.example", [address], a_raw_mail(to=address))

    assert RawMail.objects.get().mailbox.address == OTHER


def test_by_smtp_a_mail_is_kept_whole_before_it_is_taken(ports: tuple[int, int]) -> None:
    raw = a_raw_mail(body="één\r\n.punt")
    with smtplib.SMTP("127.0.0.1", ports[1], timeout=10) as client:
        client.sendmail("jan@klant.example", [OURS], raw)

    assert read_file(RawMail.objects.get().file) == raw


@pytest.mark.parametrize("door", [0, 1])
def test_a_mail_of_one_long_line_is_kept_whole(ports: tuple[int, int], door: int) -> None:
    raw = a_raw_mail(html="x") + b"<p>" + b"lang " * 200_000 + b"</p>\r\n"
    with (smtplib.LMTP, smtplib.SMTP)[door]("127.0.0.1", ports[door], timeout=10) as client:
        client.sendmail("jan@klant.example", [OURS], raw)

    assert read_file(RawMail.objects.get().file) == raw


def test_the_same_mail_pushed_again_is_one(ports: tuple[int, int]) -> None:
    raw = a_raw_mail()
    for _time in range(2):
        with smtplib.SMTP("127.0.0.1", ports[1], timeout=10) as client:
            client.sendmail("jan@klant.example", [OURS], raw)

    assert RawMail.objects.count() == 1


def test_a_mail_too_large_is_refused_at_the_door(ports: tuple[int, int]) -> None:
    with smtplib.SMTP("127.0.0.1", ports[1], timeout=10) as client:
        client.ehlo()
        code, _said = client.docmd("MAIL FROM:<jan@klant.example>", "SIZE=60000000")

    assert (int(client.esmtp_features["size"]), code) == (MAX_RAW_BYTES, 552)
