"""Against a real Dovecot on loopback; `tests/parts/dovecot.py` starts it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from balie.conversation.email import imap
from balie.conversation.email.imap import Imap, ImapServer, MailboxDown, WrongPassword
from tests.parts.dovecot import Dovecot

USER, SECRET = "hulp@balie.example", "geheim"


def a_mail(number: int) -> bytes:
    return b"From: an@klant.example\r\nSubject: %d\r\n\r\nDag\r\n" % number


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with Dovecot(users={USER: SECRET}) as server:
        yield server


@pytest.fixture
def mailbox(dovecot: Dovecot) -> Iterator[Imap]:
    with Imap(_server(dovecot)) as mailbox:
        yield mailbox


def _server(dovecot: Dovecot, **fields: str) -> ImapServer:
    return ImapServer(host="127.0.0.1", port=dovecot.port, security="none", **{"username": USER, "password": SECRET, **fields})  # type: ignore[arg-type]


def _last(mailbox: Imap) -> int:
    return max(mailbox.uids_since(0), default=0)


def test_mails_come_in_order_with_their_exact_bytes(dovecot: Dovecot, mailbox: Imap) -> None:
    before = _last(mailbox)
    for number in range(5):
        dovecot.deliver(USER, a_mail(number))
    mailbox.select()

    found = list(mailbox.fetch_since(before))

    assert [each.raw for each in found] == [a_mail(number) for number in range(5)]
    assert [each.uid for each in found] == sorted(each.uid for each in found)


def test_r_i3_only_what_is_above_the_mark_comes(dovecot: Dovecot, mailbox: Imap) -> None:
    dovecot.deliver(USER, a_mail(1))
    mailbox.select()
    last = _last(mailbox)

    assert list(mailbox.fetch_since(last)) == []
    assert [each.uid for each in mailbox.fetch_since(last - 1)] == [last]


def test_r_i1_reading_leaves_a_mail_unread_until_it_is_marked(dovecot: Dovecot, mailbox: Imap) -> None:
    dovecot.deliver(USER, a_mail(1))
    mailbox.select()
    last = _last(mailbox)

    list(mailbox.fetch_since(last - 1))
    assert b"\\Seen" not in mailbox.client.get_flags([last])[last]
    mailbox.mark_seen([last])

    assert b"\\Seen" in mailbox.client.get_flags([last])[last]


def test_of_a_mail_too_big_only_the_header_comes(dovecot: Dovecot, mailbox: Imap, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _last(mailbox)
    for raw in (a_mail(1), a_mail(2) + b"x" * 5000, a_mail(3)):
        dovecot.deliver(USER, raw)
    mailbox.select()
    monkeypatch.setattr(imap, "MAX_RAW_BYTES", 1000)

    found = list(mailbox.fetch_since(before))

    assert [each.is_too_big for each in found] == [False, True, False]
    assert found[1].raw == b"From: an@klant.example\r\nSubject: 2\r\n\r\n"
    assert found[1].size > 5000


def test_many_mails_come_in_small_portions(dovecot: Dovecot, mailbox: Imap, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _last(mailbox)
    for number in range(7):
        dovecot.deliver(USER, a_mail(number))
    mailbox.select()
    monkeypatch.setattr(imap, "BATCH", 3)
    monkeypatch.setattr(imap, "BATCH_BYTES", 100)

    assert len(list(mailbox.fetch_since(before))) == 7


def test_a_new_mail_ends_the_wait(dovecot: Dovecot, mailbox: Imap) -> None:
    timer = threading.Timer(0.3, dovecot.deliver, (USER, a_mail(1)))
    timer.start()

    assert mailbox.idle(10)
    timer.join()


def test_a_mail_that_came_just_before_the_wait_is_told(dovecot: Dovecot, mailbox: Imap) -> None:
    dovecot.deliver(USER, a_mail(1))

    assert mailbox.idle(10)


def test_a_quiet_wait_ends_in_time(mailbox: Imap) -> None:
    mailbox.client.noop()

    assert not mailbox.idle(0.2)


def test_the_folder_has_a_validity_that_stays(dovecot: Dovecot, mailbox: Imap) -> None:
    with Imap(_server(dovecot)) as other:
        assert other.uidvalidity == mailbox.uidvalidity > 0


def test_a_wrong_password_is_told_apart(dovecot: Dovecot) -> None:
    with pytest.raises(WrongPassword):
        Imap(_server(dovecot, password="fout")).connect()


def test_a_server_that_is_not_there_is_down(dovecot: Dovecot) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        server = ImapServer(host="127.0.0.1", port=closed.getsockname()[1], security="none", username="u", password="p")

        with pytest.raises(MailboxDown):
            Imap(server).connect()


def test_a_server_that_says_nothing_is_down_in_time() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        server = ImapServer(host="127.0.0.1", port=silent.getsockname()[1], security="none", username="u", password="p")

        with pytest.raises(MailboxDown, match="in time"):
            Imap(server, timeout=0.3).connect()


def test_a_password_never_goes_to_another_machine_in_the_clear() -> None:
    with pytest.raises(MailboxDown, match="without TLS"):
        Imap(ImapServer(host="mail.example", port=143, security="none", username="u", password="p")).connect()


def test_a_server_that_stops_is_down_and_comes_back() -> None:
    with Dovecot(users={USER: SECRET}) as dovecot:
        dovecot.deliver(USER, a_mail(1))
        mailbox = Imap(_server(dovecot))
        mailbox.connect()
        validity = mailbox.uidvalidity

        dovecot.stop()
        with pytest.raises(MailboxDown):
            mailbox.uids_since(0)
        mailbox.close()
        dovecot.start()
        mailbox.connect()

        assert (mailbox.uidvalidity, mailbox.uids_since(0)) == (validity, [1])
        mailbox.close()
