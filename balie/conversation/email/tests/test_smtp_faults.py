"""What no real server does to a mail of ours: a scripted one does it, and the mail is neither lost, doubled nor sent in the clear."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from balie.access.accounts.testing import a_user
from balie.conversation.contacts.testing import a_contact
from balie.conversation.email import actions, outbox, smtp_line
from balie.conversation.email.models import Mailbox, Outgoing
from balie.conversation.email.smtp import tls_context
from balie.conversation.email.testing import a_mailbox
from tests.parts.certificates import self_signed
from tests.parts.scripted_smtp import PASSWORD, ScriptedSmtp

pytestmark = pytest.mark.django_db
PHASES = ["CONNECT", "EHLO", "STARTTLS", "HANDSHAKE", "AUTH", "MAIL", "RCPT", "DATA", "BODY"]
JO, AN = "jo@klant.example", "an@klant.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return self_signed(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def trusted(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine believes the test's own certificate."""
    monkeypatch.setattr("balie.conversation.email.smtp.tls_context", lambda _file: tls_context(str(certificate[0])))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_line, "ANSWER_SECONDS", 0.4)
    monkeypatch.setattr(smtp_line, "VERDICT_SECONDS", 0.4)
    monkeypatch.setattr("balie.conversation.email.smtp.OPENING_SECONDS", 1.0)
    monkeypatch.setattr(smtp_line, "OPENING_SECONDS", 1.0)
    monkeypatch.setattr(smtp_line, "SENDING_SECONDS", 1.0)


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    """One that takes mail without TLS."""
    with ScriptedSmtp() as running:
        yield running


@pytest.fixture
def guarded(certificate: tuple[Path, Path]) -> Iterator[ScriptedSmtp]:
    """One with STARTTLS and passwords."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with ScriptedSmtp(offers=["STARTTLS", "AUTH PLAIN", "SIZE 50000000"], tls=context) as running:
        yield running


def connected(server: ScriptedSmtp, **fields: object) -> Mailbox:
    given = {"source": "imap", "smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_security": "none"}
    return a_mailbox(**given | fields)


def behind_tls(server: ScriptedSmtp, **fields: object) -> Mailbox:
    return connected(server, **{"smtp_security": "starttls", "smtp_username": "energie", "smtp_password": PASSWORD} | fields)


def a_letter(mailbox: Mailbox, *, to: str = AN, cc: tuple[str, ...] = (), key: str = "a") -> Outgoing:
    contact = a_contact(channel="mail", party=to, subject="Mijn meter")
    message = actions.send_reply(contact, text="Wij komen.", to=to, cc=cc, by=a_user("operator"), at=timezone.now(), dedupe_key=key)
    outgoing = message.email.outgoing
    assert outgoing.mailbox == mailbox
    return outgoing


def send(outgoing: Outgoing, *, times: int = 1) -> Outgoing:
    """As the worker does, its waiting left out."""
    for _time in range(times):
        Outgoing.objects.filter(state=Outgoing.State.QUEUED).update(next_at=timezone.now() - timedelta(seconds=1))
        Mailbox.objects.filter(sending_since__isnull=False).update(sending_again_at=timezone.now() - timedelta(seconds=1))
        outbox.send(outgoing.pk)
    outgoing.refresh_from_db()
    return outgoing


def ids(server: ScriptedSmtp) -> list[str]:
    return [line.decode() for mail in server.taken for line in mail.raw.split(b"\r\n") if line.lower().startswith(b"message-id:")]


def test_f9_a_line_cut_after_the_250_sends_the_mail_once(server: ScriptedSmtp) -> None:
    server.faults["BODY"].append("then cut")

    outgoing = send(a_letter(connected(server)), times=3)

    assert (outgoing.state, len(server.taken)) == (Outgoing.State.SENT, 1)


def test_f9_a_line_cut_before_the_250_sends_it_again_under_the_same_message_id(server: ScriptedSmtp) -> None:
    server.faults["BODY"].append("cut")

    outgoing = send(a_letter(connected(server)), times=3)

    assert (outgoing.state, outgoing.attempts) == (Outgoing.State.SENT, 2)
    assert len(ids(server)) == 2
    assert len(set(ids(server))) == 1


def test_a_goodbye_that_never_comes_keeps_nobody_waiting(server: ScriptedSmtp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("balie.conversation.email.smtp.GOODBYE_SECONDS", 0.3)
    server.faults["QUIT"].append("stall")
    began = time.monotonic()

    outgoing = send(a_letter(connected(server)))

    assert (outgoing.state, time.monotonic() - began < 3) == (Outgoing.State.SENT, True)


@pytest.mark.usefixtures("trusted", "impatient")
@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("fault", ["cut", "stall", "trickle", "garbage", "long"])
def test_r_o2_whatever_breaks_in_whatever_phase_the_mail_waits_and_is_sent_when_the_server_is_well(
    guarded: ScriptedSmtp, phase: str, fault: str
) -> None:
    guarded.faults[phase].append(fault)
    outgoing = a_letter(behind_tls(guarded))
    began = time.monotonic()

    first = send(outgoing).state
    took = time.monotonic() - began
    then = send(outgoing).state

    assert (first, then) == (Outgoing.State.QUEUED, Outgoing.State.SENT)
    assert took < 4
    assert len(set(ids(guarded))) == 1
    assert not any(b"Mijn meter" in line or b"energie" in line.partition(b" ")[2] for line in guarded.clear[1:])


def test_f9_not_now_and_then_yes_is_sent_once(server: ScriptedSmtp) -> None:
    server.faults["RCPT"].append("451 4.7.1 Greylisted, try again")

    outgoing = send(a_letter(connected(server)), times=3)

    assert (outgoing.state, outgoing.attempts, len(server.taken)) == (Outgoing.State.SENT, 2, 1)


def test_f9_of_two_recipients_the_one_put_off_gets_it_later_and_the_other_one_once(server: ScriptedSmtp) -> None:
    server.faults["RCPT"].extend(["250 OK", "452 4.2.2 mailbox full"])

    outgoing = send(a_letter(connected(server), cc=(JO,)), times=3)

    assert outgoing.state == Outgoing.State.SENT
    assert [mail.recipients for mail in server.taken] == [[AN], [JO]]
    assert set(outgoing.reached) == {AN, JO}


def test_f9_of_two_recipients_the_refused_one_is_told_and_the_other_one_has_it_once(server: ScriptedSmtp) -> None:
    server.faults["RCPT"].extend(["250 OK", "550 5.1.1 no such user"])
    outgoing = a_letter(connected(server), cc=(JO,))

    send(outgoing, times=2)
    actions.send_again(outgoing, by=a_user("operator"), at=timezone.now())
    send(outgoing)

    assert [mail.recipients for mail in server.taken] == [[AN], [JO]]
    assert outgoing.state == Outgoing.State.SENT


def test_one_refused_recipient_is_named_where_the_mail_is_shown(server: ScriptedSmtp) -> None:
    server.faults["RCPT"].extend(["250 OK", "550 5.1.1 no such user"])

    outgoing = send(a_letter(connected(server), cc=(JO,)))

    assert outgoing.state == Outgoing.State.FAILED
    assert f"{JO}: 550 5.1.1 no such user" in outgoing.last_error


@pytest.mark.usefixtures("trusted")
def test_r_o2_a_server_that_hides_starttls_gets_nothing_and_the_mailbox_says_so(guarded: ScriptedSmtp) -> None:
    guarded.offers.remove("STARTTLS")

    outgoing = send(a_letter(behind_tls(guarded)))

    assert outgoing.state == Outgoing.State.QUEUED
    assert "STARTTLS" in Mailbox.objects.get().sending_reason
    assert {line.split()[0] for line in guarded.clear} <= {b"ehlo", b"quit"}
    assert guarded.taken == []


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("answer", ["454 4.7.0 TLS not available", "501 no", "250 OK"])
def test_r_o2_a_refused_starttls_sends_nothing_in_the_clear(guarded: ScriptedSmtp, answer: str) -> None:
    guarded.faults["STARTTLS"].append(answer)

    outgoing = send(a_letter(behind_tls(guarded)))

    assert (outgoing.state, guarded.taken) == (Outgoing.State.QUEUED, [])
    assert not any(b"AUTH" in line or b"MAIL" in line for line in map(bytes.upper, guarded.clear))


def test_r_o2_a_certificate_nobody_vouches_for_gets_nothing_and_the_mailbox_says_so(guarded: ScriptedSmtp) -> None:
    outgoing = send(a_letter(behind_tls(guarded)))

    assert (outgoing.state, guarded.taken) == (Outgoing.State.QUEUED, [])
    assert "certificate" in Mailbox.objects.get().sending_reason


@pytest.mark.usefixtures("trusted")
def test_r_o2_a_wrong_password_keeps_the_mail_until_the_right_one_is_saved(guarded: ScriptedSmtp) -> None:
    mailbox = behind_tls(guarded, smtp_password="fout")
    outgoing = send(a_letter(mailbox))
    said = Mailbox.objects.get().sending_reason

    actions.save_mailbox(mailbox, by=a_user("administrator"), at=timezone.now(), smtp_password=PASSWORD)
    outbox.send(outgoing.pk)

    outgoing.refresh_from_db()
    assert "wrong user name or password" in said
    assert (outgoing.state, Mailbox.objects.get().sending_since) == (Outgoing.State.SENT, None)


@pytest.mark.parametrize("size", ["SIZE 10", "SIZE banana", "SIZE", "SIZE 99999999999999999999"])
def test_a_size_that_is_not_true_does_not_keep_the_mail(server: ScriptedSmtp, size: str) -> None:
    server.offers.append(size)

    assert send(a_letter(connected(server))).state == Outgoing.State.SENT


def test_a_mail_too_large_for_the_server_fails_with_its_words(server: ScriptedSmtp) -> None:
    server.faults["MAIL"].append("552 5.3.4 Message size exceeds fixed limit")

    outgoing = send(a_letter(connected(server)))

    assert (outgoing.state, "too large" in outgoing.last_error) == (Outgoing.State.FAILED, True)


def test_a_mail_taken_in_other_words_is_sent_once(server: ScriptedSmtp) -> None:
    server.faults["BODY"].append("251 will forward")

    outgoing = send(a_letter(connected(server)), times=2)

    assert (outgoing.state, len(server.taken)) == (Outgoing.State.SENT, 1)


@pytest.mark.usefixtures("impatient")
def test_f7_a_server_that_stalls_is_tried_by_one_mail_at_a_time(server: ScriptedSmtp) -> None:
    server.faults["CONNECT"].extend(["stall"] * 9)
    mailbox = connected(server)
    letters = [a_letter(mailbox, key=f"{number}") for number in range(8)]

    for letter in letters:
        outbox.send(letter.pk)

    assert server.connections == 1
    assert set(Outgoing.objects.values_list("state", "last_error")) == {("queued", "the server does not answer in time")}
    assert sum(Outgoing.objects.values_list("attempts", flat=True)) == 1


def test_f7_when_the_server_is_back_all_that_waited_is_due_at_once(server: ScriptedSmtp) -> None:
    server.faults["CONNECT"].append("421 too busy")
    mailbox = connected(server)
    letters = [a_letter(mailbox, key=f"{number}") for number in range(3)]
    for letter in letters:
        outbox.send(letter.pk)

    send(letters[0])

    later = Outgoing.objects.filter(state="queued")
    assert (later.count(), later.filter(next_at__lte=timezone.now() + timedelta(seconds=1)).count()) == (2, 2)
    assert Mailbox.objects.get().sending_since is None


def test_a_mail_is_given_up_after_three_days_also_while_its_server_is_away(server: ScriptedSmtp) -> None:
    server.faults["CONNECT"].extend(["421 too busy"] * 3)
    mailbox = connected(server)
    first, second = a_letter(mailbox, key="1"), a_letter(mailbox, key="2")
    outbox.send(first.pk)
    Outgoing.objects.update(give_up_at=F("give_up_at") - timedelta(days=4), next_at=timezone.now())

    outbox.send(second.pk)

    second.refresh_from_db()
    assert second.state == Outgoing.State.FAILED


@pytest.fixture
def away(server: ScriptedSmtp) -> Mailbox:
    """A mailbox whose server cannot be used just now."""
    server.faults["CONNECT"].append("554 5.7.1 rejected user=energie-konto")
    mailbox = connected(server, name="Energie", smtp_password=PASSWORD)
    send(a_letter(mailbox))
    return mailbox


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize(
    ("role", "page"), [("operator", "/waiting/"), ("administrator", "/waiting/"), ("administrator", "/settings/email/")]
)
def test_who_works_at_the_desk_and_who_manages_mailboxes_see_that_mail_waits(client: Client, role: str, page: str) -> None:
    client.force_login(a_user(role, language="en", username="who"))

    shown = client.get(page).content.decode()

    assert "Energie" in shown
    assert ("mail waits to be sent" if page == "/waiting/" else "cannot send") in shown


def test_the_page_of_the_mailbox_says_why_nothing_leaves(client: Client, away: Mailbox) -> None:
    client.force_login(a_user("administrator", language="en"))

    assert "554 5.7.1 rejected" in client.get(f"/settings/email/{away.pk}/").content.decode()


def test_a_server_tried_by_hand_that_is_back_is_told_no_more_and_what_waited_leaves(client: Client, away: Mailbox) -> None:
    client.force_login(a_user("administrator", language="en"))

    shown = client.post(f"/settings/email/{away.pk}/try/").content.decode()

    away.refresh_from_db()
    assert "Mail waits to be sent" not in shown
    assert away.sending_since is None
    assert Outgoing.objects.get().next_at <= timezone.now()


def test_healthz_names_the_mailbox_and_since_when_and_nothing_secret(client: Client, away: Mailbox) -> None:
    got = client.get("/healthz")

    detail = got.json()["parts"]["mail"]["detail"]
    assert f"{away.address} (sending since 20" in detail
    assert PASSWORD not in got.content.decode()
    assert "energie-konto" not in got.content.decode()


def test_a_mailbox_that_fetches_nothing_is_named_in_healthz_and_on_the_desk(client: Client) -> None:
    a_mailbox(
        name="Gas", source="imap", state="down", state_since=timezone.now(), state_reason="wrong user name or password: energie-konto"
    )
    client.force_login(a_user("operator", language="en"))

    detail = client.get("/healthz").json()["parts"]["mail"]["detail"]

    assert "fetching since" in detail
    assert "energie-konto" not in detail
    assert "no mail comes in" in client.get("/waiting/").content.decode()
