"""R-M5: mails of other services that prove an address. Mails here are our own; those of others are read where they lie."""

from __future__ import annotations

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.contacts.models import Contact
from balie.conversation.email.actions import store_raw
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.models import RawMail
from balie.conversation.email.parsing import OverBudget, ParsedMail, Unparsable, parse_mail
from balie.conversation.email.signups import sign_up_words
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.conversation.email.tests.own_replies import OWN
from tests.parts.corpora import corpus, mails

SIGN_UPS = [
    ("Slack confirmation code: ABC-123", "Confirm your email address\n\nYour confirmation code is below.\n\nABC-123\n"),
    ("Verify your email", "Click https://gitlab.example/users/confirmation?confirmation_token=a8f to go on."),
    ("Your security code", "123456"),
    ("Bevestig je e-mailadres", "Klik hier: https://dienst.example/bevestig?token=81ab"),
    ("Je verificatiecode", "Gebruik deze code om verder te gaan:\n\n482 913\n\nGeldig gedurende 10 minuten."),
    ("Confirmez votre adresse e-mail", "Cliquez ici : https://service.example/confirm/9a1"),
    ("Votre code de vérification", "Voici le code :\n\n582931"),
    ("Bestätigen Sie Ihre E-Mail-Adresse", "https://dienst.example/activate/81ab"),
    ("Ihr Bestätigungscode", "Der Code lautet:\n48213"),
    ("Reset your password", "Somebody asked for it: https://shop.example/password/reset/81ab"),
]
# Of people who write about codes and accounts: the hard cases.
OF_PEOPLE = [
    ("Verificatiecode niet ontvangen", "Dag, ik krijg de verificatiecode niet. Mijn klantnummer is 12345678. Graag hulp, Jan"),
    ("Wachtwoord", "Goedemorgen, ik kan mijn wachtwoord niet herstellen op jullie site. Nummer 048123456"),
    ("Bevestig uw adres", "U vroeg me dat te bevestigen: Kerkstraat 1, 9000 Gent."),
    ("Code de vérification", "Bonjour, je ne reçois pas le code de vérification au 0470 12 34 56. Merci"),
    ("Account", "Please confirm your account number for payment of 1250 EUR. Invoice 20260031."),
    ("Sicherheitscode der Karte", "Guten Tag, der Sicherheitscode auf meiner Karte ist unlesbar. Kundennummer 884512"),
    ("Re: Your security code", "123456"),
]


def words_of(subject: str, text: str, *, is_machine: bool = False) -> str:
    return sign_up_words(subject=subject, text=text, references=(), is_machine=is_machine)


@pytest.mark.parametrize(("subject", "text"), SIGN_UPS)
def test_r_m5_a_mail_that_proves_an_address_says_by_which_words(subject: str, text: str) -> None:
    assert words_of(subject, text)


@pytest.mark.parametrize(("subject", "text"), OF_PEOPLE)
def test_a_person_who_writes_about_a_code_is_heard(subject: str, text: str) -> None:
    assert words_of(subject, text) == ""


def test_a_machine_writes_its_code_within_a_sentence() -> None:
    assert words_of("Welcome", "Your verification code is 482913.", is_machine=True) == "verification code"


def test_what_answers_a_mail_is_no_sign_up() -> None:
    assert sign_up_words(subject="Your security code", text="123456", references=("a@b",), is_machine=True) == ""


def test_none_of_the_mails_and_replies_of_others_is_taken_for_one() -> None:
    read = [mail for path in mails() if (mail := _read(path.read_bytes()))]
    replies = [path.read_text(errors="replace") for path in sorted(corpus("replies").rglob("*.txt"))]
    caught = [mail.subject for mail in read if words_of(mail.subject, mail.text, is_machine=mail.is_automatic)]
    caught += [text[:80] for text in (*replies, *("\n".join(each) for each in OWN.values())) if words_of("Vraag", text)]

    assert len(read) > 1000
    assert len(replies) >= 90
    assert caught == []


@given(st.text(max_size=80), st.text(max_size=400), st.booleans())
def test_no_words_make_it_fail(subject: str, text: str, is_machine: bool) -> None:
    assert isinstance(words_of(subject, text, is_machine=is_machine), str)


@pytest.mark.django_db
def test_r_m5_a_sign_up_mail_waits_in_quarantine_and_no_ticket_shows_its_code() -> None:
    store_raw(a_mailbox(), a_raw_mail(subject="Slack confirmation code", body="ABC-123\n"), at=timezone.now())
    file_waiting()

    raw = RawMail.objects.get()
    assert (raw.state, raw.reason, raw.facts) == (RawMail.State.QUARANTINED, RawMail.Reason.SIGN_UP, {"words": "confirmation code"})
    assert not Contact.objects.exists()


def _read(raw: bytes) -> ParsedMail | None:
    try:
        return parse_mail(raw)
    except (OverBudget, Unparsable):
        return None
