"""Mail out of a real IMAP server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from imapclient import IMAPClient

from balie.access.accounts.testing import MONDAY_9AM
from balie.conversation.contacts.models import Contact
from balie.conversation.email import actions, imap, intake
from balie.conversation.email.models import Mailbox, RawMail
from balie.conversation.email.probing import try_mailbox
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.conversation.email.tests.watched import is_in, wait_for, watching
from tests.parts.dovecot import Dovecot

pytestmark = pytest.mark.usefixtures("committed")
USER, PASSWORD = "energie", "geheim"


@pytest.fixture
def server() -> Iterator[Dovecot]:
    with Dovecot(users={USER: PASSWORD}) as running:
        yield running


def connected(server: Dovecot, **fields: object) -> Mailbox:
    known = {"source": "imap", "host": "127.0.0.1", "port": server.port, "security": "none", "username": USER, "password": PASSWORD}
    return a_mailbox(**known | fields)


def test_a_mail_in_the_mailbox_is_a_contact_within_five_seconds(server: Dovecot) -> None:
    connected(server)
    with watching():
        wait_for(is_in("up"))
        server.deliver(USER, a_raw_mail(subject="Mijn meter"))

        took = wait_for(lambda: bool(intake.file_waiting()))

    assert took < 5
    assert Contact.objects.get().subject == "Mijn meter"


def test_r_i1_a_fetched_mail_is_marked_as_read_and_stays_in_the_mailbox(server: Dovecot) -> None:
    connected(server)
    server.deliver(USER, a_raw_mail())
    with watching():
        wait_for(RawMail.objects.exists)
        wait_for(is_in("up"))

    with IMAPClient("127.0.0.1", server.port, ssl=False) as client:
        client.login(USER, PASSWORD)
        client.select_folder("INBOX", readonly=True)
        assert client.search(["SEEN"]) == [1]


def test_a_mail_too_big_to_fetch_waits_in_quarantine_with_the_reason(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "MAX_RAW_BYTES", 1000)
    connected(server)
    server.deliver(USER, a_raw_mail(body="x" * 5000))
    with watching():
        wait_for(RawMail.objects.filter(state=RawMail.State.QUARANTINED).exists)

    assert RawMail.objects.get().reason == "too_big"


def test_r_i3_what_came_while_nobody_watched_is_fetched_and_nothing_twice(server: Dovecot) -> None:
    mailbox = connected(server)
    for number in range(3):
        server.deliver(USER, a_raw_mail(subject=str(number)))
    with watching():
        wait_for(lambda: RawMail.objects.count() == 3)
        wait_for(is_in("up"))
    server.deliver(USER, a_raw_mail(subject="3"))
    Mailbox.objects.update(uid_validity=mailbox.uid_validity + 1, last_uid=77)

    with watching():
        wait_for(lambda: RawMail.objects.count() == 4)
        wait_for(lambda: Mailbox.objects.get().last_uid == 4)

    assert list(RawMail.objects.order_by("pk").values_list("uid", flat=True)) == [1, 2, 3, 4]


@pytest.mark.usefixtures("in_english")
def test_a_wrong_password_is_said_in_words(server: Dovecot) -> None:
    mailbox = connected(server, password="fout")
    with watching():
        wait_for(is_in("down"))

    mailbox.refresh_from_db()
    assert "password" in mailbox.state_reason
    assert mailbox.state_since is not None
    assert [(probe.is_well, "password" in probe.said) for probe in try_mailbox(mailbox)[:1]] == [(False, True)]


def test_f7_a_server_that_was_away_is_fetched_again_by_itself(server: Dovecot) -> None:
    connected(server)
    with watching():
        wait_for(is_in("up"))
        server.stop()
        wait_for(is_in("down"))
        server.start()
        server.deliver(USER, a_raw_mail())

        wait_for(RawMail.objects.exists, seconds=20)
        wait_for(is_in("up"))


def test_a_mailbox_is_fetched_by_one_at_a_time_and_the_older_one_can_write_nothing() -> None:
    mailbox = a_mailbox(source="imap", host="127.0.0.1")
    first = actions.take_lease(mailbox.pk, owner="one")
    second = actions.take_lease(mailbox.pk, owner="two")
    Mailbox.objects.update(leased_until=MONDAY_9AM.replace(year=2020))

    third = actions.take_lease(mailbox.pk, owner="three")

    assert (second, third is not None, first is not None) == (None, True, True)
    assert not actions.note_progress(first, uid_validity=1, last_uid=9)
    assert actions.note_progress(third, uid_validity=1, last_uid=5)
