"""The mail servers of the tests behave as those of the world do."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.certificates import self_signed
from tests.parts.mailhouse import MailHouse

SHOP, JAN = "shop@zenne.example", "jan@klant.example"
USERS = {SHOP: "winkel", JAN: "klant"}


@pytest.fixture(scope="module")
def mail() -> Iterator[MailHouse]:
    with MailHouse(users=USERS, aliases={"reply@zenne.example": SHOP}) as mail:
        yield mail


def test_a_mail_to_an_address_beside_the_mailbox_lies_in_it_with_what_followed_the_plus(mail: MailHouse) -> None:
    mail.send(sender=JAN, to="reply+some-token@zenne.example", subject="Hello", text="Is there stock?")

    came = mail.await_mail(SHOP, subject="Hello")

    assert came["To"] == "reply+some-token@zenne.example"
    assert came.get_content().strip() == "Is there stock?"


def test_an_answer_goes_to_the_sender_with_the_headers_of_its_thread(mail: MailHouse) -> None:
    first = mail.send(sender=JAN, to=SHOP, subject="Stock", text="Is there stock?")

    mail.answer(mail.await_mail(SHOP, subject="Stock"), sender=SHOP, text="Yes.")

    came = mail.await_mail(JAN, subject="Re: Stock")
    assert came["In-Reply-To"] == came["References"] == first["Message-ID"]


def test_unknown_people_and_other_domains_are_refused_at_the_door(mail: MailHouse) -> None:
    for address in ("nobody@zenne.example", "someone@elsewhere.example"):
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            mail.send(sender=JAN, to=address, subject="Lost", text="Lost")


def test_who_signs_in_with_a_wrong_password_may_not_send(mail: MailHouse) -> None:
    with smtplib.SMTP("127.0.0.1", mail.server.submission_port) as client:
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login(SHOP, "wrong")
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.sendmail(SHOP, [JAN], b"Subject: Anonymous\r\n\r\n.")
        client.login(SHOP, USERS[SHOP])
        client.sendmail(SHOP, [JAN], b"Subject: Signed in\r\n\r\n.")

    assert mail.await_mail(JAN, subject="Signed in")


def test_mail_waits_while_the_mailboxes_are_away(mail: MailHouse) -> None:
    mail.mailboxes.stop()
    mail.send(sender=JAN, to=SHOP, subject="While away", text="Anybody there?")
    mail.server.stop()
    mail.mailboxes.start()
    mail.server.start()

    assert mail.await_mail(SHOP, subject="While away", within=40)


def test_a_full_mailbox_sends_the_mail_back_to_its_sender() -> None:
    with MailHouse(users=USERS, quota="20k") as mail:
        mail.send(sender=JAN, to=SHOP, subject="Far too long", text="A long letter. " * 4000)

        report = mail.await_mail(JAN)

    assert report.get_content_type() == "multipart/report"
    assert "Quota exceeded" in report.as_string()


def test_with_a_certificate_passwords_and_mail_go_by_tls_alone(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    trusting = ssl.create_default_context(cafile=str(certificate))
    with MailHouse(users=USERS, tls=(certificate, key)) as mail:
        with smtplib.SMTP("127.0.0.1", mail.server.submission_port) as client:
            client.ehlo()
            assert not client.has_extn("auth")
            client.starttls(context=trusting)
            client.login(SHOP, USERS[SHOP])
            client.sendmail(SHOP, [JAN], b"Subject: STARTTLS\r\n\r\n.")
        with smtplib.SMTP_SSL("localhost", mail.server.tls_port, context=trusting) as client:
            client.login(SHOP, USERS[SHOP])
            client.sendmail(SHOP, [JAN], b"Subject: TLS\r\n\r\n.")

        assert mail.await_mail(JAN, subject="STARTTLS")
        assert mail.await_mail(JAN, subject="TLS")
