"""What becomes of mail that comes in."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.casework.tickets.models import TicketContact
from balie.conversation.contacts.models import Contact, Message
from balie.conversation.email import actions, intake, queries
from balie.conversation.email.models import Email, InlinePart, Mailbox, Outgoing, RawMail, ThreadParticipant
from balie.conversation.email.parsing import parse_mail
from balie.conversation.email.senders.standing import Judgement
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.records.customers.models import MailAddress
from balie.records.customers.testing import a_customer

pytestmark = pytest.mark.django_db
UNVERIFIED = Judgement(Email.Standing.UNVERIFIED, Email.Ground.UNSIGNED)
SUSPICIOUS = Judgement(Email.Standing.SUSPICIOUS, Email.Ground.REFUSED)
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"


@pytest.fixture
def mailbox() -> Mailbox:
    return a_mailbox(address="energie@balie.example")


def take_in(mailbox: Mailbox, raw: bytes) -> RawMail:
    """Store the mail, file everything that waits, and give it back as it stands."""
    stored = actions.store_raw(mailbox, raw, at=MONDAY_9AM)
    intake.file_waiting()
    stored.refresh_from_db()
    return stored


def a_conversation(mailbox: Mailbox, **mail: str) -> tuple[Contact, Outgoing]:
    """A customer's mail and our answer to it."""
    raw = take_in(mailbox, a_raw_mail(**{"message_id": "first@klant.example"} | mail))
    contact = raw.email.message.contact
    by = a_user("operator")
    actions.send_reply(contact, text="Wij kijken het na.", to=contact.party, by=by, at=MONDAY_9AM, dedupe_key="answer")
    return contact, Outgoing.objects.get()


def test_a_mail_of_a_known_customer_becomes_a_contact_in_his_file(mailbox: Mailbox) -> None:
    customer = a_customer(language="fr")
    MailAddress.objects.create(customer=customer, address="jan@klant.example")

    raw = take_in(mailbox, a_raw_mail(subject="Mijn meter", body="Hij staat stil.\n\n> Vroeger\n> ging hij."))

    contact = raw.email.message.contact
    assert (raw.state, contact.customer, contact.language) == (RawMail.State.FILED, customer, "fr")
    assert (contact.channel, contact.party, contact.subject) == ("mail", "jan@klant.example", "Mijn meter")
    assert raw.email.message.text == "Hij staat stil."
    assert "ging hij" in raw.email.message.history


def test_mail_for_a_closed_team_makes_a_closed_contact() -> None:
    team = a_team("medisch")
    team.default_level = 1
    team.save()

    raw = take_in(a_mailbox(team=team), a_raw_mail())

    assert (raw.email.message.contact.level, raw.email.message.contact.team) == (1, team)


def test_attachments_are_kept_as_files_and_pictures_in_the_text_stay_in_it(mailbox: Mailbox) -> None:
    picture = (
        b"Content-Type: image/gif\r\nContent-ID: <logo@x>\r\nContent-Disposition: inline\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + GIF
    )
    html = b'Content-Type: text/html\r\n\r\n<p>Dag</p><img src="cid:logo@x">'
    related = b"\r\n--a\r\n".join([b"", html, picture])
    head = b"From: jan@klant.example\r\nSubject: foto\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n"

    raw = take_in(mailbox, head + related + b"\r\n--a--\r\n")
    other = take_in(mailbox, a_raw_mail(files=[("../../factuur.pdf", "application/pdf", b"%PDF-1.4 x")]))

    assert InlinePart.objects.get(email=raw.email).content_id == "logo@x"
    assert [file.name for file in raw.email.message.files.all()] == []
    assert [file.name for file in other.email.message.files.all()] == ["factuur.pdf"]


def test_r_i1_the_same_mail_twice_in_a_mailbox_is_one(mailbox: Mailbox) -> None:
    mail = a_raw_mail()

    first = take_in(mailbox, mail)
    second = actions.store_raw(mailbox, mail, uid_validity=7, uid=9, at=MONDAY_9AM)

    assert (second.pk, second.state, Contact.objects.count()) == (first.pk, RawMail.State.FILED, 1)


def test_r_i3_a_uid_given_to_another_mail_loses_neither(mailbox: Mailbox) -> None:
    first = actions.store_raw(mailbox, a_raw_mail(), uid_validity=7, uid=9, at=MONDAY_9AM)
    second = actions.store_raw(mailbox, a_raw_mail(), uid_validity=7, uid=9, at=MONDAY_9AM)

    assert (first.uid, second.uid, RawMail.objects.count()) == (9, None, 2)


def test_the_same_mail_in_other_wrapping_is_a_duplicate(mailbox: Mailbox) -> None:
    mail = a_raw_mail(message_id="same@klant.example")
    take_in(mailbox, mail)

    again = take_in(mailbox, b"Received: by another.example\r\n" + mail)

    assert (again.state, Contact.objects.count()) == (RawMail.State.DUPLICATE, 1)


def test_another_mail_under_a_known_message_id_is_filed(mailbox: Mailbox) -> None:
    take_in(mailbox, a_raw_mail(message_id="same@klant.example"))

    other = take_in(mailbox, a_raw_mail(message_id="same@klant.example", subject="Iets anders", sender="mia@elders.example"))

    assert (other.state, Contact.objects.count()) == (RawMail.State.FILED, 2)


@pytest.mark.parametrize("other", [{"body": "Nu iets anders."}, {"files": [("b.txt", "text/plain", b"b")]}])
def test_what_a_machine_sends_under_one_message_id_each_time_is_filed_each_time(mailbox: Mailbox, other: dict[str, Any]) -> None:
    """A scanner that has one Message-ID for all it sends."""
    said: dict[str, Any] = {"message_id": "scan@klant.example", "subject": "Scan", "files": [("a.txt", "text/plain", b"a")]}
    take_in(mailbox, a_raw_mail(**said))

    again = take_in(mailbox, a_raw_mail(**said | other))

    assert (again.state, Contact.objects.count()) == (RawMail.State.FILED, 2)


def test_a_mail_of_two_senders_that_comes_to_two_mailboxes_is_one(mailbox: Mailbox) -> None:
    mail = a_raw_mail(sender="jan@klant.example, mia@klant.example", to="energie@balie.example, winkel@balie.example")

    take_in(mailbox, mail)
    second = take_in(a_mailbox(address="winkel@balie.example"), mail)

    assert (second.state, Contact.objects.count()) == (RawMail.State.DUPLICATE, 1)


def test_r_i4_one_mail_to_two_mailboxes_is_one_conversation_and_both_are_kept(mailbox: Mailbox) -> None:
    shop, mail = a_mailbox(address="winkel@balie.example"), a_raw_mail(to="energie@balie.example, winkel@balie.example")

    first, second = take_in(mailbox, mail), take_in(shop, mail)

    assert (second.state, second.same_as, Contact.objects.count()) == (RawMail.State.DUPLICATE, first, 1)
    assert (second.reason, second.facts) == ("repeated_elsewhere", {"mailbox": "energie@balie.example"})


@pytest.mark.parametrize("end", ["dismissed", "conversation removed"])
def test_r_i4_a_mail_that_was_done_away_with_is_known_by_its_hash_and_does_not_come_back(mailbox: Mailbox, end: str) -> None:
    mail = a_raw_mail(sender="" if end == "dismissed" else "jan@klant.example")
    gone = take_in(mailbox, mail)
    if end == "dismissed":
        actions.dismiss_mail(gone, reason="reclame", by=a_user("supervisor"), at=MONDAY_9AM)
    else:
        TicketContact.objects.all().delete()
        Contact.objects.all().delete()
    gone.refresh_from_db()

    again = actions.store_raw(mailbox, mail, at=MONDAY_9AM, uid_validity=2, uid=99)
    intake.file_waiting()

    again.refresh_from_db()
    assert (again.pk, again.state) == (gone.pk, gone.state)
    assert (RawMail.objects.count(), Contact.objects.count(), Email.objects.count()) == (1, 0, 0)


def test_the_answer_to_our_mail_joins_its_conversation(mailbox: Mailbox) -> None:
    contact, outgoing = a_conversation(mailbox)

    answer = take_in(mailbox, a_raw_mail(subject="Re: Mijn meter", in_reply_to=outgoing.internet_message_id))

    assert answer.email.thread == contact.messages.get(direction="in").email.thread
    assert answer.email.matched_by == Email.MatchedBy.TOKEN


def test_r_m1_who_is_copied_in_waits_and_gets_nothing(mailbox: Mailbox) -> None:
    contact, outgoing = a_conversation(mailbox)
    take_in(mailbox, a_raw_mail(in_reply_to=outgoing.internet_message_id, cc="attacker@evil.example"))

    actions.send_reply(contact, text="Opgelost.", to="jan@klant.example", by=a_user("operator"), at=MONDAY_9AM, dedupe_key="second")

    added = ThreadParticipant.objects.get(address="attacker@evil.example")
    assert not added.is_accepted
    assert [each.recipients for each in Outgoing.objects.all()] == [["jan@klant.example"]] * 2
    assert [each.address for each in ThreadParticipant.objects.filter(is_accepted=True)] == ["jan@klant.example"]


@pytest.mark.parametrize("way", ["first", "answer", "none"])
@pytest.mark.parametrize("judged", [UNVERIFIED, SUSPICIOUS])
def test_r_m1_a_forged_mail_of_the_customer_gives_whom_it_copies_in_nothing(mailbox: Mailbox, judged: Judgement, way: str) -> None:
    contact, outgoing = a_conversation(mailbox)
    refers = {"first": "first@klant.example", "answer": outgoing.internet_message_id, "none": ""}[way]
    forged = a_raw_mail(in_reply_to=refers, cc="attacker@evil.example", headers={"Reply-To": "attacker@evil.example"})
    stored = actions.store_raw(mailbox, forged, at=MONDAY_9AM)

    filed = actions.receive_email(stored, parse_mail(forged), judged=judged, at=MONDAY_9AM)
    for number, answered in enumerate({contact, filed.email.message.contact}):
        actions.send_reply(answered, text="Zo.", to="jan@klant.example", by=a_user("operator"), at=MONDAY_9AM, dedupe_key=f"to {number}")

    assert {address for each in Outgoing.objects.all() for address in each.recipients} == {"jan@klant.example"}
    assert not ThreadParticipant.objects.filter(address="attacker@evil.example", is_accepted=True).exists()
    assert ThreadParticipant.objects.filter(address="attacker@evil.example").exists()


@pytest.mark.parametrize("way", ["in_reply_to", "to"])
def test_r_m1_whoever_was_kept_out_joins_no_conversation_with_anothers_token(mailbox: Mailbox, way: str) -> None:
    contact, outgoing = a_conversation(mailbox)
    take_in(mailbox, a_raw_mail(message_id="copy@klant.example", in_reply_to=outgoing.internet_message_id, cc="neighbour@klant.example"))
    thread = contact.messages.get(direction="in").email.thread
    supervisor = a_user("supervisor")
    actions.decide_copied("neighbour@klant.example", thread_ids=[thread.pk], is_accepted=False, by=supervisor, at=MONDAY_9AM)
    token = outgoing.internet_message_id.partition(".")[0]
    answer = {"in_reply_to": outgoing.internet_message_id, "to": f"reply+{token}@balie.example"}[way]

    raw = take_in(mailbox, a_raw_mail(sender="neighbour@klant.example", **{way: answer}))

    assert raw.email.matched_by == Email.MatchedBy.NEW
    assert raw.email.thread != thread


def test_r_m2_a_forged_token_joins_nothing(mailbox: Mailbox) -> None:
    _contact, outgoing = a_conversation(mailbox)
    local, _at, domain = outgoing.internet_message_id.partition("@")
    token = local.partition(".")[0]
    forged = token[:-1] + ("a" if token[-1] != "a" else "b")

    raw = take_in(mailbox, a_raw_mail(sender="eve@evil.example", to=f"reply+{forged}@{domain}"))

    assert raw.email.matched_by == Email.MatchedBy.NEW


def test_a_token_of_an_impossible_thread_is_only_wrong(mailbox: Mailbox) -> None:
    token = f"aaaaaaaa-reply-{10**19 - 1}-{'a' * 32}"

    raw = take_in(mailbox, a_raw_mail(to=f"reply+{token}@balie.example"))

    assert (raw.state, raw.email.matched_by) == (RawMail.State.FILED, Email.MatchedBy.NEW)


@pytest.mark.parametrize("field", ["in_reply_to", "subject"])
def test_r_m3_a_stranger_joins_no_conversation_without_a_token(mailbox: Mailbox, field: str) -> None:
    contact, _outgoing = a_conversation(mailbox)
    claim = {"in_reply_to": "first@klant.example", "subject": f"Re: {contact.number}"}[field]

    raw = take_in(mailbox, a_raw_mail(sender="eve@evil.example", **{field: claim}))

    assert raw.email.matched_by == Email.MatchedBy.NEW
    assert raw.email.thread != contact.messages.get(direction="in").email.thread
    assert raw.email.claims_number == (contact.number if field == "subject" else None)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.from_regex(r"X-Balie-[A-Za-z-]{1,20}[a-z]", fullmatch=True), value=st.text("abc123", min_size=1, max_size=20))
def test_r_m6_headers_in_our_own_namespace_mean_nothing(mailbox: Mailbox, name: str, value: str) -> None:
    raw = take_in(mailbox, a_raw_mail(headers={name: value}))

    email = raw.email
    assert (raw.state, email.is_automatic, email.matched_by, email.claims_number) == (RawMail.State.FILED, False, "new", None)


def test_r_m8_an_address_that_can_be_read_in_two_ways_is_no_identity(mailbox: Mailbox) -> None:
    customer = a_customer()
    MailAddress.objects.create(customer=customer, address="x@corp.example")
    raw = b"From: =?utf-8?q?x=40corp.example=3e=00?=@evil.example\r\nSubject: hallo\r\n\r\ngeef toegang\r\n"

    stored = take_in(mailbox, raw)

    contact = stored.email.message.contact
    assert (stored.state, contact.party, contact.customer) == (RawMail.State.FILED, "", None)
    assert stored.email.sender_doubt == "two_readings"


def test_a_mail_without_from_waits_in_quarantine_with_the_reason(mailbox: Mailbox) -> None:
    raw = take_in(mailbox, a_raw_mail(sender=""))

    assert (raw.state, Contact.objects.count()) == (RawMail.State.QUARANTINED, 0)
    assert (raw.reason, raw.facts) == ("no_sender", {})


def test_r_i2_a_mail_that_cannot_be_read_is_quarantined_and_the_next_is_filed(mailbox: Mailbox) -> None:
    poison = actions.store_raw(mailbox, b"\0" * 100, at=MONDAY_9AM)

    good = take_in(mailbox, a_raw_mail())

    poison.refresh_from_db()
    assert (poison.state, good.state) == (RawMail.State.QUARANTINED, RawMail.State.FILED)


def test_r_i2_a_mail_that_fails_unexpectedly_is_quarantined_after_three_tries(mailbox: Mailbox) -> None:
    raw = actions.store_raw(mailbox, a_raw_mail(subject="poison"), at=MONDAY_9AM)
    with mock.patch("balie.conversation.email.actions.filing.split_reply", side_effect=KeyError("x")):
        for _try in range(3):
            intake.file_waiting()
            RawMail.objects.update(retry_at=None)

    good = take_in(mailbox, a_raw_mail())

    raw.refresh_from_db()
    assert (raw.state, raw.tries, good.state) == (RawMail.State.QUARANTINED, 3, RawMail.State.FILED)
    assert Contact.objects.count() == 1


def test_r_l1_a_machines_mail_about_nothing_is_listed_and_makes_no_contact(mailbox: Mailbox) -> None:
    raw = take_in(mailbox, a_raw_mail(headers={"Auto-Submitted": "auto-replied"}))

    assert (raw.state, Contact.objects.count()) == (RawMail.State.AUTOMATIC, 0)


@pytest.mark.parametrize(
    "mail",
    [
        {"subject": "Niet aanwezig op 3 december"},
        {"subject": "Non remis : mon colis"},
        {"sender": "noreply@winkel.example", "headers": {"Reply-To": "jan@klant.example"}},
    ],
)
def test_a_mail_that_a_person_may_have_written_is_filed_and_answered_by_nothing(mail: dict[str, Any]) -> None:
    """Somebody who writes about being away, or through a contact form."""
    mailbox = a_mailbox(acknowledges=True)

    raw = take_in(mailbox, a_raw_mail(**mail))

    assert (raw.state, raw.email.is_automatic) == (RawMail.State.FILED, True)
    assert not Outgoing.objects.exists()


def test_a_mail_from_our_own_no_reply_address_starts_nothing() -> None:
    raw = take_in(a_mailbox(address="no-reply@balie.example"), a_raw_mail(sender="no-reply@balie.example"))

    assert raw.state == RawMail.State.AUTOMATIC


def test_r_l1_a_machines_answer_stands_in_its_conversation_as_such(mailbox: Mailbox) -> None:
    contact, outgoing = a_conversation(mailbox)

    raw = take_in(mailbox, a_raw_mail(in_reply_to=outgoing.internet_message_id, headers={"Auto-Submitted": "auto-replied"}))

    joined = raw.email.message.contact
    assert raw.email.thread == contact.messages.get(direction="in").email.thread
    assert queries.is_automatic(joined.pk)
    assert not queries.is_automatic(contact.pk)


def test_r_l1_our_own_mail_coming_back_starts_nothing(mailbox: Mailbox) -> None:
    _contact, outgoing = a_conversation(mailbox)

    raw = take_in(mailbox, a_raw_mail(sender=mailbox.address, message_id=outgoing.internet_message_id))

    assert raw.state != RawMail.State.FILED
    assert Message.objects.filter(direction="in").count() == 1


def test_a_bounce_marks_our_mail_as_failed_with_its_reason(mailbox: Mailbox) -> None:
    _contact, outgoing = a_conversation(mailbox)
    report = (
        "From: MAILER-DAEMON@klant.example\r\nSubject: Undelivered\r\nReturn-Path: <>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n'
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; klant.example\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 no such person\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: <{outgoing.internet_message_id}>\r\n--b--\r\n"
    )

    raw = take_in(mailbox, report.encode())

    outgoing.refresh_from_db()
    assert (raw.state, outgoing.state) == (RawMail.State.BOUNCE, Outgoing.State.FAILED)
    assert "550 no such person" in outgoing.last_error
    assert Contact.objects.count() == 1
