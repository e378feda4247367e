from __future__ import annotations

import pytest

from balie.conversation.email.automatic import automatic_reason, is_bounce

PERSON = [("From", "An <an@klant.example>"), ("Subject", "Mijn meter"), ("Message-ID", "<1@klant.example>"), ("Auto-Submitted", "no")]


@pytest.mark.parametrize(
    "header",
    [
        ("Auto-Submitted", "auto-replied"),
        ("Auto-Submitted", "auto-generated (rejected)"),
        ("Return-Path", "<>"),
        ("Content-Type", "multipart/report; report-type=delivery-status"),
        ("List-Id", "<nieuws.lijst.example>"),
        ("Precedence", "bulk"),
        ("Precedence", "auto_reply"),
        ("X-Auto-Response-Suppress", "DR, OOF, AutoReply"),
        ("X-Autoreply", "yes"),
        ("From", "Mail Delivery System <MAILER-DAEMON@mx.example>"),
        ("From", "no-reply@winkel.example"),
        ("Subject", "Automatisch antwoord: meter"),
        ("Subject", "Réponse automatique : compteur"),
        ("Subject", "Automatische Antwort: Zähler"),
        ("Subject", "Out of office: meter"),
        ("Subject", "Afwezig: meter"),
        ("Subject", "Abwesend: Zähler"),
    ],
)
def test_r_l1_a_machine_is_recognised(header: tuple[str, str]) -> None:
    headers = [header, *[each for each in PERSON if each[0] != header[0]]]

    assert automatic_reason(headers) is not None


def test_a_persons_mail_is_not_automatic() -> None:
    assert automatic_reason(PERSON) is None
    assert not is_bounce(PERSON)


@pytest.mark.parametrize("subject", ["Re: afwezig op de afspraak", "Vraag over automatische betaling", "Ik kreeg: Undeliverable"])
def test_a_person_may_write_about_automatic_mail(subject: str) -> None:
    headers = [("Subject", subject), *[each for each in PERSON if each[0] != "Subject"]]

    assert automatic_reason(headers) is None


def test_r_l1_our_own_message_id_comes_back_as_automatic() -> None:
    headers = [*PERSON[:2], ("Message-ID", "<token.1@antwoord.balie.example>")]

    assert automatic_reason(headers, own_domains={"antwoord.balie.example"}) == "Message-ID of our own domain"


def test_r_l1_our_own_address_as_sender_is_automatic() -> None:
    headers = [("From", "Hulp <Hulp@balie.example>"), ("Subject", "x")]

    assert automatic_reason(headers, own_addresses={"hulp@balie.example"}) == "sent from our own address"


def test_a_read_receipt_is_automatic_but_no_bounce() -> None:
    headers = [("Content-Type", "multipart/report; report-type=disposition-notification")]

    assert automatic_reason(headers) is not None
    assert not is_bounce(headers)
