"""Who is told that a mail arrived, in which words, and who never is."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.utils import timezone

from balie.casework.tickets.models import Ticket
from balie.conversation.email import actions
from balie.conversation.email.models import AutomaticMail, Email, Mailbox, Outgoing, RawMail
from balie.conversation.email.parsing import parse_mail
from balie.conversation.email.senders.standing import Judgement
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.foundation.files.queries import read_file
from balie.foundation.text.numbers import group
from balie.records.customers.models import MailAddress
from balie.records.customers.testing import a_customer
from tests.parts.corpora import mails

pytestmark = pytest.mark.django_db
VERIFIED = Judgement(Email.Standing.VERIFIED, Email.Ground.DKIM)
SUSPICIOUS = Judgement(Email.Standing.SUSPICIOUS, Email.Ground.REFUSED)
UNVERIFIED = Judgement(Email.Standing.UNVERIFIED, Email.Ground.UNSIGNED)
# Two bounces that a person forwarded by hand; a person wrote them.
FORWARDED_BY_HAND = {"lhost-sendmail-14.eml", "make-test-36.eml"}


@pytest.fixture
def mailbox() -> Mailbox:
    return a_mailbox(address="energie@balie.example", acknowledges=True, language="nl")


def take_in(mailbox: Mailbox, raw: bytes, judged: Judgement = UNVERIFIED) -> RawMail:
    stored = actions.store_raw(mailbox, raw, at=timezone.now())
    return actions.receive_email(stored, parse_mail(raw), judged=judged, at=timezone.now())


def test_a_mailbox_acknowledges_nothing_until_it_is_set_to() -> None:
    take_in(a_mailbox(), a_raw_mail(), VERIFIED)

    assert not Outgoing.objects.exists()


@pytest.mark.decree("A3.4")
def test_a_verified_sender_hears_the_number_in_his_own_language(mailbox: Mailbox) -> None:
    customer = a_customer(language="fr", family_name="Dubois")
    MailAddress.objects.create(customer=customer, address="jan@klant.example")

    take_in(mailbox, a_raw_mail(subject="Mon compteur"), VERIFIED)

    outgoing = Outgoing.objects.get()
    mail = parse_mail(read_file(outgoing.file))
    assert (outgoing.recipients, outgoing.sender, outgoing.is_automatic) == (["jan@klant.example"], "", True)
    assert "Mon compteur" in mail.subject
    assert group(Ticket.objects.get().number) in mail.text
    assert "Dubois" in mail.text


def test_r_l1_our_automatic_mail_says_that_a_machine_sent_it(mailbox: Mailbox) -> None:
    take_in(mailbox, a_raw_mail(), VERIFIED)

    mail = parse_mail(read_file(Outgoing.objects.get().file))
    assert (mail.header("Auto-Submitted"), mail.header("X-Auto-Response-Suppress")) == ("auto-replied", "All")
    assert mail.is_automatic


def test_r_m9_a_sender_nobody_verified_gets_nothing_of_the_mail_or_the_customer(mailbox: Mailbox) -> None:
    customer = a_customer(language="fr", family_name="Canari")
    MailAddress.objects.create(customer=customer, address="canari@klant.example")
    forged = a_raw_mail(
        sender="Canari <canari@klant.example>", subject="canari subject", body="canari body", message_id="canari.id@klant.example"
    )

    take_in(mailbox, forged)
    take_in(mailbox, a_raw_mail(sender="An <an@ander.example>", subject="x"))

    first, second = (read_file(each.file).decode() for each in Outgoing.objects.order_by("pk"))
    assert first.lower().replace("canari@klant.example", "").count("canari") == 0
    assert parse_mail(first.encode()).text == parse_mail(second.encode()).text
    assert parse_mail(first.encode()).subject == parse_mail(second.encode()).subject


def test_r_m9_a_thousand_tickets_of_one_victim_are_one_mail_to_it(mailbox: Mailbox) -> None:
    for number in range(1000):
        take_in(mailbox, a_raw_mail(subject=f"Vraag {number}", sender="Slachtoffer@klant.example"))

    assert Ticket.objects.count() == 1000
    assert Outgoing.objects.count() == 1


@pytest.mark.parametrize(("days", "told"), [(0, 1), (4, 1), (7, 0), (4000, 0)])
def test_r_i4_mail_of_an_archive_or_a_mailbox_newly_connected_is_filed_and_nobody_is_told(mailbox: Mailbox, days: int, told: int) -> None:
    written = format_datetime(timezone.now() - timedelta(days=days))

    for number in range(3):
        take_in(mailbox, a_raw_mail(sender=f"an{number}@klant.example", headers={"Date": written}), VERIFIED)

    assert (Ticket.objects.count(), Outgoing.objects.count()) == (3, 3 * told)


def test_who_goes_on_writing_is_acknowledged_once(mailbox: Mailbox) -> None:
    raw = take_in(mailbox, a_raw_mail(message_id="first@klant.example"), VERIFIED)

    take_in(mailbox, a_raw_mail(subject="Re: Mijn meter", in_reply_to="first@klant.example"), VERIFIED)

    assert Outgoing.objects.get().email.thread == raw.email.thread


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"List-Id": "<nieuws.lijst.example>"},
        {"Return-Path": "<>"},
        {"X-Auto-Response-Suppress": "All"},
    ],
)
def test_r_l1_a_machine_a_list_and_a_null_return_path_are_never_acknowledged(mailbox: Mailbox, headers: dict[str, str]) -> None:
    take_in(mailbox, a_raw_mail(headers=headers), VERIFIED)

    assert not Outgoing.objects.exists()


def test_a_sender_that_seems_forged_is_never_acknowledged(mailbox: Mailbox) -> None:
    take_in(mailbox, a_raw_mail(), SUSPICIOUS)

    assert Email.objects.count() == 1
    assert not Outgoing.objects.exists()


def test_one_of_our_own_mailboxes_is_never_acknowledged(mailbox: Mailbox) -> None:
    other = a_mailbox(address="winkel@ander.example")

    take_in(mailbox, a_raw_mail(sender=f"Winkel <{other.address}>"), VERIFIED)

    assert not Outgoing.objects.exists()


def test_r_l1_the_bounces_and_vacation_answers_of_others_are_answered_by_none_of_ours(mailbox: Mailbox) -> None:
    paths = [path for path in mails("mail/sisimai") if "/not/" not in str(path) and path.name not in FORWARDED_BY_HAND]

    for path in paths:
        take_in(mailbox, path.read_bytes(), VERIFIED)

    assert len(paths) > 700
    assert not AutomaticMail.objects.exists()


def test_an_acknowledgement_neither_answers_the_ticket_nor_makes_its_mail_a_machines(mailbox: Mailbox) -> None:
    raw = take_in(mailbox, a_raw_mail(message_id="first@klant.example"), VERIFIED)

    take_in(mailbox, a_raw_mail(subject="Re: Mijn meter", in_reply_to="first@klant.example", body="Nog steeds."), VERIFIED)

    ticket = Ticket.objects.get()
    assert ticket.answer_due_since is not None
    assert ticket.changes.filter(verb="answered_by_customer").exists()
    assert raw.email.message.contact.messages.count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"sender": "jan+1@klant.example"},
        {"sender": "systeem-2@klant.example", "subject": "Re: {subject}"},
        {"sender": "systeem-3@klant.example", "in_reply_to": "{message_id}"},
    ],
)
@pytest.mark.parametrize("judged", [VERIFIED, UNVERIFIED])
def test_r_l1_a_machine_that_hides_what_it_is_and_who_it_was_gets_no_second_acknowledgement(
    mailbox: Mailbox, fields: dict[str, str], judged: Judgement
) -> None:
    take_in(mailbox, a_raw_mail(sender="jan@klant.example"), judged)
    ours = parse_mail(read_file(Outgoing.objects.get().file))
    answer = {name: text.format(subject=ours.subject, message_id=ours.message_id) for name, text in fields.items()}

    raw = take_in(mailbox, a_raw_mail(**answer), judged)

    assert raw.state == RawMail.State.FILED
    assert Outgoing.objects.count() == 1
