"""Who a mail goes to is what the operator's form says, whatever names and subjects hold."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from balie.access.accounts.testing import a_user
from balie.conversation.contacts.testing import a_contact
from balie.conversation.email import actions, outbox
from balie.conversation.email.models import Mailbox, Outgoing
from balie.conversation.email.testing import a_mailbox
from balie.conversation.email.tests.test_smtp import HOST, Peer
from balie.foundation.web.testing import free_port
from tests.parts.corpora import corpus

pytestmark = pytest.mark.django_db
OURS, TO, CC = "energie@balie.example", "jan@klant.example", "an@klant.example"
HEADERS = {"From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"}
INJECTIONS = [
    "Jan\r\nBcc: boef@evil.example",
    "Jan\nTo: boef@evil.example\n\nDag",
    "Jan <boef@evil.example>",
    'Jan" <boef@evil.example>, "x',
    "boef@evil.example,",
    "=?utf-8?q?=3Cboef=40evil.example=3E=2C?=",
    "groep: boef@evil.example;",
]


@pytest.fixture
def peer() -> Iterator[tuple[Peer, Mailbox]]:
    """A real SMTP server behind a mailbox; its own log of every line would cost more than the sending."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    taking = Peer()
    controller = Controller(taking, hostname=HOST, port=free_port())
    controller.start()
    yield (
        taking,
        a_mailbox(address=OURS, source="imap", takes_reply_addresses=True, smtp_host=HOST, smtp_port=controller.port, smtp_security="none"),
    )
    controller.stop()
    logging.getLogger("mail.log").setLevel(logging.NOTSET)


def naughty() -> list[str]:
    strings: list[str] = json.loads((corpus("strings") / "blns.json").read_text())
    return [each.replace("\0", "") for each in strings if each] + INJECTIONS


def test_r_m7_whatever_a_name_or_subject_holds_envelope_and_headers_name_only_who_the_form_says(peer: tuple[Peer, Mailbox]) -> None:
    taking, mailbox = peer
    by, strings = a_user("operator"), naughty()

    for at, said in enumerate(strings):
        Mailbox.objects.filter(pk=mailbox.pk).update(name=said[:120])
        contact = a_contact(channel="mail", party=TO, party_name=said[:160], subject=said[:300])
        actions.send_reply(contact, text=said + " x", to=TO, cc=[CC], by=by, at=timezone.now(), dedupe_key=str(at))
        outbox.send(Outgoing.objects.latest("pk").pk)

    assert len(strings) > 500
    assert len(taking.taken) == len(strings)
    for envelope, said in zip(taking.taken, strings, strict=True):
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default)
        named = [[each.addr_spec for each in mail[name].addresses] for name in ("From", "To", "Cc")]
        assert (envelope.mail_from, envelope.rcpt_tos) == (OURS, [TO, CC]), said
        assert named == [[OURS], [TO], [CC]], said
        assert set(mail.keys()) <= HEADERS, said
        assert len(mail.keys()) == len(set(mail.keys())), said
