"""Machines that answer each other, one of them a running Balie: two installations, a server between them that hides what a mail
is, and a machine that hides that it is one. They fall silent at once.
"""

from __future__ import annotations

import os
import re
import shutil
import smtplib
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import make_msgid, parseaddr
from itertools import count
from pathlib import Path

import pytest

from balie.conversation.email.models import Mailbox
from balie.foundation.web.testing import free_port
from tests.kills.target import Target, wait_until
from tests.parts.scripted_smtp import ScriptedSmtp, Taken

FIRST_START_WITHIN = 180.0
QUIET_FOR, FALLS_SILENT_WITHIN = 8.0, 90.0
MOVING = """
SELECT (SELECT count(*) FROM email_rawmail WHERE state = 'new') + (SELECT count(*) FROM email_outgoing WHERE state IN ('queued', 'sending'))
"""
COUNTS = """
SELECT (SELECT count(*) FROM email_automaticmail WHERE outgoing_id IN (SELECT id FROM email_outgoing WHERE mailbox_id = box.id)),
(SELECT count(*) FROM email_rawmail WHERE mailbox_id = box.id), (SELECT count(*) FROM email_outgoing WHERE mailbox_id = box.id)
FROM email_mailbox AS box WHERE address = %s
"""
EVERYTHING = "SELECT (SELECT count(*) FROM email_rawmail), (SELECT count(*) FROM email_outgoing)"
# By these a machine is known, or what it answers.
TELLING = ("Auto-Submitted", "X-Auto-Response-Suppress", "References", "In-Reply-To", "Reply-To", "Return-Path", "Content-Language")
# Whoever the machine is: always the same, the same with a tag of its own for each answer, or another one each time.
DISGUISES = {"zelfde": "zelfde", "label": "label+{number}", "wissel": "wissel-{number}", "trouw": "trouw-{number}"}


class House(Target):
    """`balie run` without a demonstration, with a door for mail servers and one mailbox."""

    def connect(self, address: str, *, server: int) -> None:
        """A mailbox that acknowledges, whose mail is handed over at the port `server`."""
        sending = {"smtp_host": "127.0.0.1", "smtp_port": server, "smtp_security": "none"}
        self.add(Mailbox(name=address, address=address, source="listener", acknowledges=True, **sending))

    def counts(self, address: str) -> tuple[int, int, int]:
        """Of that mailbox: automatic mails, mails that came in, mails that went out."""
        [(automatic, received, sent)] = self.rows(COUNTS, [address])
        return int(str(automatic)), int(str(received)), int(str(sent))

    def take(self, raw: bytes, *, sender: str, to: str) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=10) as client:
            client.sendmail(sender, [to], raw)

    def is_open(self) -> bool:
        with socket.socket() as probe:
            is_listening = probe.connect_ex(("127.0.0.1", self.smtp_port)) == 0
        return is_listening and self._works()

    def _environment(self) -> dict[str, str]:
        return super()._environment() | {"BALIE_DEMO": "0", "BALIE_SMTP": f"127.0.0.1:{self.smtp_port}"}


@pytest.fixture(scope="module")
def houses() -> Iterator[tuple[House, House]]:
    with ExitStack() as running:
        one, two = (running.enter_context(_running()) for _house in range(2))
        for house in (one, two):
            wait_until(house.is_open, within=FIRST_START_WITHIN, what="the first start")
        yield one, two


@contextmanager
def _running() -> Iterator[House]:
    home = Path(tempfile.mkdtemp(prefix=f"balie-tests-{os.getpid()}-"))
    home.chmod(0o755)  # the server's user passes through
    house = House(home, port=free_port(), smtp_port=free_port())
    house.start()
    try:
        yield house
    finally:
        house.stop()
        shutil.rmtree(home, ignore_errors=True)


def test_r_l2_two_real_installations_answering_each_other_send_two_automatic_mails_in_all(houses: tuple[House, House]) -> None:
    one, two = houses
    one.connect("hulp@een.example", server=two.smtp_port)
    two.connect("hulp@twee.example", server=one.smtp_port)

    _write(one, to="hulp@een.example", sender="hulp@twee.example")
    _write(two, to="hulp@twee.example", sender="hulp@een.example")
    _await_silence(houses)

    counts = [one.counts("hulp@een.example"), two.counts("hulp@twee.example")]
    assert 1 <= sum(automatic for automatic, _received, _sent in counts) <= 2
    # Each got the question and the other's acknowledgement.
    assert [received for _automatic, received, _sent in counts] == [2, 2]


def test_r_l2_a_server_between_two_installations_that_hides_what_a_mail_is_makes_them_no_louder(houses: tuple[House, House]) -> None:
    one, two = houses
    with _carrier(one) as to_one, _carrier(two) as to_two:
        one.connect("open@drie.example", server=to_two.port)
        two.connect("open@vier.example", server=to_one.port)

        _write(one, to="open@drie.example", sender="open@vier.example")
        _await_silence(houses)

    assert 1 <= one.counts("open@drie.example")[0] + two.counts("open@vier.example")[0] <= 2
    assert two.counts("open@vier.example")[1] >= 1


def test_r_l1_a_machine_that_hides_that_it_is_one_gets_one_automatic_mail_whoever_it_says_it_is(houses: tuple[House, House]) -> None:
    house, _other = houses
    with _machine(house) as machine:
        house.connect("loket@vijf.example", server=machine.port)
        for who in DISGUISES:
            _write(house, to="loket@vijf.example", sender=f"{who}@machine.example")
        _await_silence(houses)

    automatic, received, sent = house.counts("loket@vijf.example")
    to_whom = Counter(_disguise(taken.recipients[0]) for taken in machine.taken)
    assert to_whom == dict.fromkeys(DISGUISES, 1)
    assert (automatic, received, sent) == (len(DISGUISES), 2 * len(DISGUISES), len(DISGUISES))


def _carrier(house: House) -> ScriptedSmtp:
    """A server on the way to the house: it takes away all by which a machine could be known."""
    numbers = count()

    def carry(taken: Taken) -> None:
        mail = message_from_bytes(taken.raw, policy=policy.SMTP)
        for name in TELLING:
            del mail[name]
        mail.replace_header("Message-ID", f"<carried{next(numbers)}@onderweg.example>")
        house.take(mail.as_bytes(), sender=parseaddr(str(mail["From"]))[1], to=taken.recipients[0])

    return ScriptedSmtp(then=carry)


def _machine(house: House) -> ScriptedSmtp:
    """A server behind which a machine answers whatever comes, as if a person wrote."""
    numbers = count(1)

    def answer(taken: Taken) -> None:
        mail, number = message_from_bytes(taken.raw, policy=policy.SMTP), next(numbers)
        disguise = _disguise(taken.recipients[0])
        sender, to = f"{DISGUISES[disguise].format(number=number)}@machine.example", parseaddr(str(mail["Reply-To"] or mail["From"]))[1]
        own = _mail(sender=sender, to=to, subject=f"Re: {mail['Subject']}", text="Dank u, we hebben uw bericht goed ontvangen.")
        if disguise == "trouw":
            own["In-Reply-To"] = own["References"] = str(mail["Message-ID"])
        house.take(own.as_bytes(), sender=sender, to=to)

    return ScriptedSmtp(then=answer)


def _disguise(address: str) -> str:
    found = re.match("[a-z]+", address)
    assert found, address
    return found[0]


def _write(house: House, *, to: str, sender: str) -> None:
    """A question, as a person would send it."""
    mail = _mail(sender=sender, to=to, subject="Een vraag", text="Goedendag, hebt u nog plaats?")
    house.take(mail.as_bytes(), sender=sender, to=to)


def _mail(*, sender: str, to: str, subject: str, text: str) -> EmailMessage:
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = sender, to, subject, make_msgid(domain=sender.rpartition("@")[2])
    mail.set_content(text)
    return mail


def _await_silence(houses: tuple[House, House]) -> None:
    """Until nothing came or went for a while."""
    end, before, since = time.monotonic() + FALLS_SILENT_WITHIN, None, time.monotonic()
    while time.monotonic() - since < QUIET_FOR:
        assert time.monotonic() < end, "they did not fall silent"
        now = [house.rows(MOVING) + house.rows(EVERYTHING) for house in houses]
        is_moving = any(moving != (0,) for moving, _everything in now)
        if now != before or is_moving:
            before, since = now, time.monotonic()
        time.sleep(0.5)
