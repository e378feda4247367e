"""A copy of what we sent, in the Sent folder of a real Dovecot: once, and never in the way of the mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from imapclient import IMAPClient
from procrastinate.contrib.django.models import ProcrastinateJob

from balie.conversation.email import actions, outbox
from balie.conversation.email.copies import copy_to_sent
from balie.conversation.email.models import Mailbox, Outgoing
from balie.conversation.email.smtp import Sent
from balie.conversation.email.testing import a_mailbox
from tests.parts.dovecot import Dovecot

pytestmark = pytest.mark.django_db
USER = "energie"


@pytest.fixture
def server() -> Iterator[Dovecot]:
    with Dovecot(users={USER: "geheim"}) as running:
        with IMAPClient("127.0.0.1", running.port, ssl=False) as client:
            client.login(USER, "geheim")
            client.create_folder("Verzonden")
        yield running


def a_sent_mail(server: Dovecot, monkeypatch: pytest.MonkeyPatch, **fields: object) -> Outgoing:
    monkeypatch.setattr(outbox, "hand_over", lambda *_args, **_rest: Sent())
    known = {"source": "imap", "host": "127.0.0.1", "port": server.port, "security": "none", "username": USER, "password": "geheim"}
    box = a_mailbox(
        **known | {"smtp_host": "127.0.0.1", "smtp_security": "none", "keeps_copies": True, "sent_folder": "Verzonden"} | fields
    )
    now = timezone.now() - timedelta(seconds=1)
    actions.send_new(
        mailbox=box, customer=None, to="jan@klant.example", subject="Dag", text="Hallo", language="nl", by=None, at=now, dedupe_key="a"
    )
    Outgoing.objects.update(next_at=now)
    outgoing = Outgoing.objects.get()
    outbox.send(outgoing.pk)
    outgoing.refresh_from_db()
    assert outgoing.state == Outgoing.State.SENT
    return outgoing


def copies_waiting() -> int:
    return ProcrastinateJob.objects.filter(task_name="email.copy_to_sent").count()


def test_a_copy_stands_in_the_sent_folder_once_and_read(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    outgoing = a_sent_mail(server, monkeypatch)
    waiting = copies_waiting()

    for _time in range(2):
        copy_to_sent(outgoing.pk)

    [copy] = server.mails(USER, folder="Verzonden")
    assert (waiting, copy["Message-ID"]) == (1, f"<{outgoing.internet_message_id.strip('<>')}>")
    with IMAPClient("127.0.0.1", server.port, ssl=False) as client:
        client.login(USER, "geheim")
        client.select_folder("Verzonden", readonly=True)
        assert client.search(["SEEN"]) == [1]


@pytest.mark.parametrize("trouble", [{"password": "fout"}, {"sent_folder": "Nergens"}, {"sent_folder": ""}])
def test_a_copy_that_fails_is_tried_again_and_the_mail_stays_sent(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch, trouble: dict[str, str]
) -> None:
    outgoing = a_sent_mail(server, monkeypatch, **trouble)

    copy_to_sent(outgoing.pk)
    again = copies_waiting()
    copy_to_sent(outgoing.pk, tries=5)

    outgoing.refresh_from_db()
    assert (again, copies_waiting(), outgoing.state) == (2, 2, Outgoing.State.SENT)


def test_without_the_option_no_copy_is_made(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    outgoing = a_sent_mail(server, monkeypatch, keeps_copies=False)

    copy_to_sent(outgoing.pk)

    assert (copies_waiting(), server.mails(USER, folder="Verzonden")) == (0, [])
    assert not Mailbox.objects.get().keeps_copies
