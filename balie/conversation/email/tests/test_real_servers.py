"""Mailboxes on a real Dovecot and a real Postfix that go away, come back, are full, count anew, or answer by themselves."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from imapclient import IMAPClient

from balie.access.accounts.testing import a_user
from balie.conversation.contacts.testing import a_contact
from balie.conversation.email import actions, imap, intake, outbox, smtp, watchers
from balie.conversation.email.copies import copy_to_sent
from balie.conversation.email.models import AutomaticMail, Mailbox, Outgoing, RawMail
from balie.conversation.email.smtp_line import PlainLine
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.conversation.email.tests.watched import is_in, wait_for, watching
from balie.foundation.files.queries import read_file
from balie.records.customers.models import MailAddress
from balie.records.customers.testing import a_customer
from tests.parts.certificates import self_signed
from tests.parts.dovecot import Dovecot
from tests.parts.mailhouse import MailHouse

pytestmark = pytest.mark.usefixtures("committed")
OURS, JAN, GONE = "hulp@zenne.example", "jan@klant.example", "weg@klant.example"
USERS = {OURS: "geheim", JAN: "klant"}


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    with Dovecot(users=USERS) as running:
        yield running


@pytest.fixture
def house() -> Iterator[MailHouse]:
    """A mail server that lets `GONE` in at the door and finds out later that nobody lives there."""
    with MailHouse(users=USERS, aliases={GONE: "verhuisd@klant.example"}) as running:
        yield running


def fetched_from(server: Dovecot, **fields: object) -> Mailbox:
    known = {"address": OURS, "source": "imap", "host": "127.0.0.1", "port": server.port, "security": "none"}
    return a_mailbox(**known | {"username": OURS, "password": USERS[OURS]} | fields)


def at_home_in(house: MailHouse, **fields: object) -> Mailbox:
    sending = {"smtp_host": "127.0.0.1", "smtp_port": house.server.submission_port, "smtp_security": "none"}
    return fetched_from(house.mailboxes, **sending | {"smtp_username": OURS, "smtp_password": USERS[OURS]} | fields)


def put(server: Dovecot, mails: list[bytes]) -> None:
    with IMAPClient("127.0.0.1", server.port, ssl=False) as client:
        client.login(OURS, USERS[OURS])
        for raw in mails:
            client.append("INBOX", raw)


def unread_in(server: Dovecot) -> int:
    with IMAPClient("127.0.0.1", server.port, ssl=False) as client:
        client.login(OURS, USERS[OURS])
        client.select_folder("INBOX", readonly=True)
        return len(client.search("UNSEEN"))


def kept() -> Counter[str]:
    """The subjects of what was fetched."""
    return Counter(str(message_from_bytes(read_file(raw.file), policy=policy.default)["Subject"]) for raw in RawMail.objects.all())


def a_letter(*, to: str = JAN, subject: str = "Uw meter") -> Outgoing:
    contact = a_contact(channel="mail", party=to, subject=subject)
    message = actions.send_reply(contact, text="Wij komen.", to=to, by=a_user("operator"), at=timezone.now(), dedupe_key=subject)
    Outgoing.objects.filter(email__message=message).update(next_at=timezone.now() - timedelta(seconds=1))
    return message.email.outgoing


def try_to_send(outgoing: Outgoing) -> str:
    """As the worker does, its waiting left out."""
    moment = timezone.now() - timedelta(seconds=1)
    Outgoing.objects.filter(pk=outgoing.pk, state="queued").update(next_at=moment)
    Mailbox.objects.filter(sending_since__isnull=False).update(sending_again_at=moment)
    outbox.send(outgoing.pk)
    outgoing.refresh_from_db()
    return str(outgoing.state)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_mail_is_fetched_by_tls_from_a_server_whose_certificate_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    certificate, key = self_signed(tmp_path)
    monkeypatch.setattr(imap, "tls_context", lambda _file: smtp.tls_context(str(certificate)))
    with Dovecot(users=USERS, tls=(certificate, key)) as server:
        put(server, [a_raw_mail(subject="Versleuteld")])
        fetched_from(server, security=security, port=server.tls_port if security == "tls" else server.port)
        with watching():
            wait_for(RawMail.objects.exists)

    assert kept() == {"Versleuteld": 1}


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_r_o2_from_a_server_whose_certificate_nobody_trusts_nothing_is_fetched_and_it_is_said(tmp_path: Path, security: str) -> None:
    certificate, key = self_signed(tmp_path)
    with Dovecot(users=USERS, tls=(certificate, key)) as server:
        fetched_from(server, security=security, port=server.tls_port if security == "tls" else server.port)
        with watching():
            wait_for(is_in("down"))

    assert "certificate" in Mailbox.objects.get().state_reason


def test_a_password_changed_on_the_server_and_back_is_told_and_mends_itself(dovecot: Dovecot, client: Client) -> None:
    fetched_from(dovecot, name="Hulp")
    client.force_login(a_user("administrator", language="en"))
    with watching():
        wait_for(is_in("up"))
        dovecot.set_passwords({OURS: "anders"})
        dovecot.stop()
        dovecot.start()
        wait_for(lambda: "user name or password" in Mailbox.objects.get().state_reason, seconds=30)
        page, health = client.get("/settings/email/").content.decode(), client.get("/healthz").json()["parts"]["mail"]["detail"]
        dovecot.set_passwords(USERS)
        put(dovecot, [a_raw_mail(subject="Weer open")])

        wait_for(is_in("up"), seconds=30)
        wait_for(RawMail.objects.exists)

    assert "wrong user name or password" in page
    assert f"{OURS} (fetching since" in health
    assert USERS[OURS] not in page + health
    assert client.get("/healthz").json()["parts"]["mail"]["detail"].endswith("in quarantine")


def test_nothing_is_fetched_or_marked_as_read_before_the_last_step_of_connecting(
    house: MailHouse, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watchers, "LOOK_EVERY", 0.1)
    client.force_login(a_user("administrator", language="en"))
    put(house.mailboxes, [a_raw_mail(subject="Van voor het begin")])
    known = {
        "name": "Hulp", "address": OURS, "provider": "own", "host": "127.0.0.1", "port": house.mailboxes.port, "security": "none",
        "folder": "INBOX", "sends_alike": "on", "smtp_host": "127.0.0.1", "smtp_port": house.server.submission_port, "smtp_security": "none",
    }  # fmt: skip
    with watching():
        tests = client.post("/settings/email/new/", known | {"password": "verkeerd"})["Location"]
        wrong = client.post(tests).text
        client.post(tests.removesuffix("test/"), known | {"password": USERS[OURS]})
        right = client.post(tests).text
        time.sleep(1)
        unread, fetched_before = unread_in(house.mailboxes), RawMail.objects.count()
        client.post(tests.replace("/test/", "/treatment/"), {"language": "nl", "go_on": "begin"})

        wait_for(is_in("up"))
        wait_for(RawMail.objects.exists)

    assert wrong.count("wrong user name or password") == 2
    assert "works; 1 mails wait to be fetched" in right
    assert "wrong user name or password" not in right
    assert (unread, fetched_before, kept()) == (1, 0, {"Van voor het begin": 1})


def test_f7_a_server_restarted_while_it_is_listened_to_is_heard_again(dovecot: Dovecot) -> None:
    fetched_from(dovecot)
    with watching():
        wait_for(is_in("up"))
        dovecot.stop()
        dovecot.start()
        put(dovecot, [a_raw_mail(subject="Na de herstart")])

        wait_for(RawMail.objects.exists, seconds=30)

    assert kept() == {"Na de herstart": 1}


def test_f7_a_server_restarted_in_the_middle_of_fetching_loses_and_doubles_nothing(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "BATCH", 5)
    put(dovecot, [a_raw_mail(subject=f"Mail {number}") for number in range(60)])
    _stop_after(dovecot, 17, monkeypatch)
    fetched_from(dovecot)
    with watching():
        wait_for(lambda: RawMail.objects.count() == 60, seconds=40)
        wait_for(is_in("up"), seconds=20)

    assert set(kept().values()) == {1}


def _stop_after(server: Dovecot, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server goes away when so many mails were stored, and is back two seconds later."""
    keep, stored = actions.store_raw, []

    def and_stop(*args: Any, **rest: Any) -> RawMail:
        stored.append(1)
        if len(stored) == count:
            server.stop()
            threading.Timer(2, server.start).start()
        return keep(*args, **rest)

    monkeypatch.setattr("balie.conversation.email.actions.store_raw", and_stop)


def test_r_i3_a_server_that_counts_anew_gives_nothing_twice_and_what_is_new(dovecot: Dovecot) -> None:
    put(dovecot, [a_raw_mail(subject=f"Mail {number}") for number in range(3)])
    fetched_from(dovecot)
    with watching():
        wait_for(lambda: RawMail.objects.count() == 3)
    before = Mailbox.objects.get().uid_validity
    dovecot.stop()
    time.sleep(1.1)  # the new number is the second in which the server found its list gone
    for name in ("dovecot-uidlist", "dovecot-uidvalidity"):
        for path in (dovecot.home / "mail" / OURS).glob(f"{name}*"):
            path.unlink()
    for path in (dovecot.home / "mail" / OURS).glob("dovecot.index*"):
        path.unlink()
    dovecot.start()
    put(dovecot, [a_raw_mail(subject="Mail 3")])

    with watching():
        wait_for(lambda: RawMail.objects.count() == 4)
        wait_for(lambda: Mailbox.objects.get().uid_validity != before)

    assert kept() == {f"Mail {number}": 1 for number in range(4)}


def test_r_i1_two_workers_on_one_mailbox_never_fetch_the_same_and_the_other_goes_on_alone(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, stored = actions.store_raw, []
    monkeypatch.setattr("balie.conversation.email.watchers.LOOK_EVERY", 0.5)
    monkeypatch.setattr(
        "balie.conversation.email.actions.store_raw", lambda *args, **rest: stored.append(rest["uid"]) or keep(*args, **rest)
    )
    fetched_from(dovecot)
    with watching():
        with watching():
            for number in range(20):
                put(dovecot, [a_raw_mail(subject=f"Samen {number}")])
            wait_for(lambda: RawMail.objects.count() == 20)
        put(dovecot, [a_raw_mail(subject="Alleen")])
        wait_for(lambda: RawMail.objects.count() == 21)

    assert sorted(stored) == list(range(1, 22))


def test_a_full_mailbox_keeps_no_copy_and_the_mail_is_sent_all_the_same_and_it_is_said_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(outbox, "hand_over", lambda *_args, **_rest: smtp.Sent())
    with Dovecot(users=USERS, quota="100B") as server:
        with IMAPClient("127.0.0.1", server.port, ssl=False) as client:
            client.login(OURS, USERS[OURS])
            client.create_folder("Verzonden")
        fetched_from(server, smtp_host="127.0.0.1", smtp_security="none", keeps_copies=True, sent_folder="Verzonden")
        outgoing = a_letter()
        outbox.send(outgoing.pk)
        for tries in range(6):
            copy_to_sent(outgoing.pk, tries=tries)

        copies = server.mails(OURS, folder="Verzonden")

    outgoing.refresh_from_db()
    assert (outgoing.state, copies) == (Outgoing.State.SENT, [])
    assert "uota" in outgoing.last_error
    assert len([record for record in caplog.records if "Sent folder" in record.getMessage()]) == 1


def test_f9_a_mail_server_that_is_away_gets_the_mail_once_when_it_is_back(house: MailHouse) -> None:
    at_home_in(house)
    outgoing = a_letter()
    house.server.stop()

    away = try_to_send(outgoing)
    house.server.start()
    back = [try_to_send(outgoing) for _time in range(2)]
    house.await_mail(JAN, subject="Uw meter")

    assert (away, back) == ("queued", ["sent", "sent"])
    assert len(house.mailboxes.mails(JAN)) == 1


def test_f9_a_mail_server_restarted_in_the_middle_of_a_mail_gets_it_once_afterwards(
    house: MailHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_home_in(house)
    outgoing, speak = a_letter(), PlainLine.getreply
    replies = iter(range(1000))

    def stop_midway(line: PlainLine) -> tuple[int, bytes]:
        answer = speak(line)
        if answer[0] == 354 and next(replies) == 0:
            house.server.stop()
            house.server.start()
        return answer

    monkeypatch.setattr(PlainLine, "getreply", stop_midway)

    states = [try_to_send(outgoing), try_to_send(outgoing)]
    house.await_mail(JAN, subject="Uw meter")

    assert states == ["queued", "sent"]
    assert len(house.mailboxes.mails(JAN)) == 1


def test_a_bounce_of_a_real_mail_server_lands_on_the_message_and_marks_the_address(house: MailHouse) -> None:
    at_home_in(house)
    MailAddress.objects.create(customer=a_customer(), address=GONE)
    outgoing = a_letter(to=GONE)
    assert try_to_send(outgoing) == "sent"

    with watching():
        wait_for(RawMail.objects.exists, seconds=20)
    intake.file_waiting()

    outgoing.refresh_from_db()
    assert (outgoing.state, RawMail.objects.get().state) == (Outgoing.State.FAILED, RawMail.State.BOUNCE)
    assert "the address does not exist" in outgoing.last_error
    assert MailAddress.objects.get(address=outgoing.recipients[0]).failing_since is not None
    assert not AutomaticMail.objects.exists()


def test_an_address_a_real_mail_server_refuses_at_the_door_is_marked_at_once(house: MailHouse) -> None:
    at_home_in(house)
    MailAddress.objects.create(customer=a_customer(), address="niemand@klant.example")
    outgoing = a_letter(to="niemand@klant.example")

    assert try_to_send(outgoing) == "failed"
    assert MailAddress.objects.get(address=outgoing.recipients[0]).failing_since is not None


def test_r_l2_a_real_vacation_answer_is_answered_by_nobody() -> None:
    with MailHouse(users=USERS, away={JAN: "Ik ben met vakantie tot maandag."}) as house:
        at_home_in(house, acknowledges=True)
        with watching():
            house.send(sender=JAN, to=OURS, subject="Mijn meter", text="Mijn meter staat stil.")
            _file_and_send(house, received=1)
            answer = a_letter(subject="Uw vraag")
            assert try_to_send(answer) == "sent"
            _file_and_send(house, received=2)
            _file_and_send(house, received=2, quiet=4)

        to_jan = [str(mail["Subject"]) for mail in house.mailboxes.mails(JAN)]
        to_us = [mail for mail in house.mailboxes.mails(OURS) if "er even niet" in str(mail["Subject"])]

    # The acknowledgement has a null return path, so the vacation answers what the operator wrote alone; nothing answers that.
    assert (len(to_us), len(to_jan)) == (1, 2)
    assert to_us[0]["Auto-Submitted"].startswith("auto-replied")
    assert (AutomaticMail.objects.count(), Outgoing.objects.count()) == (1, 2)


def _file_and_send(house: MailHouse, *, received: int, quiet: float = 0.0) -> None:
    """Once so many mails came, file them and send all that follows; then the same again after `quiet` seconds."""
    wait_for(lambda: RawMail.objects.count() >= received, seconds=20)
    time.sleep(quiet)
    intake.file_waiting()
    for outgoing in Outgoing.objects.filter(state="queued"):
        try_to_send(outgoing)
