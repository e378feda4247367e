"""A report that a mail did not arrive: on the message, on the customer's address, in words."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_user
from balie.casework.tickets.models import Ticket
from balie.conversation.email import actions, delivery_status, outbox
from balie.conversation.email.models import Mailbox, Outgoing
from balie.conversation.email.parsing import parse_mail
from balie.conversation.email.smtp import Rejected
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.records.customers.models import Customer, MailAddress
from balie.records.customers.testing import a_customer

pytestmark = pytest.mark.django_db
REPORT = (
    "From: MAILER-DAEMON@mx.example\r\nTo: energie@balie.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
    "Message-ID: <report.{status}@mx.example>\r\n"
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n'
    "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
    "Diagnostic-Code: smtp; 550 {status} no\r\n\r\n--b\r\nContent-Type: message/rfc822-headers\r\n\r\nMessage-ID: <{id}>\r\n\r\n--b--\r\n"
)


@pytest.fixture
def mailbox() -> Mailbox:
    return a_mailbox(address="energie@balie.example")


@pytest.fixture
def by() -> User:
    return a_user("operator", language="en")


@pytest.fixture
def customer() -> Customer:
    customer = a_customer()
    MailAddress.objects.create(customer=customer, address="jan@klant.example")
    return customer


@pytest.fixture
def answered(mailbox: Mailbox, customer: Customer, by: User) -> Outgoing:
    """Jan's mail, answered."""
    take_in(mailbox, a_raw_mail())
    contact = customer.contacts.get()
    actions.send_reply(contact, text="Wij komen.", to="jan@klant.example", by=by, at=timezone.now(), dedupe_key="a")
    return Outgoing.objects.get()


def take_in(mailbox: Mailbox, raw: bytes) -> None:
    actions.receive_email(actions.store_raw(mailbox, raw, at=timezone.now()), parse_mail(raw), at=timezone.now())


def report(
    mailbox: Mailbox, outgoing: Outgoing, *, status: str = "5.1.1", recipient: str = "jan@klant.example", action: str = "failed"
) -> None:
    said = {"id": outgoing.internet_message_id, "status": status, "recipient": recipient, "action": action}
    take_in(mailbox, REPORT.format(**said).encode())


def address() -> MailAddress:
    return MailAddress.objects.get()


def test_the_ticket_shows_the_message_that_did_not_arrive_with_why_and_a_way_on(
    client: Client, mailbox: Mailbox, answered: Outgoing, by: User
) -> None:
    client.force_login(by)

    report(mailbox, answered)

    page = f"/tickets/{Ticket.objects.get().number}/"
    shown = client.get(page).content.decode()
    assert "This mail did not arrive:" in shown
    assert "the address does not exist" in shown
    assert "Write to another address" in shown
    again = client.post(f"/mail/outgoing/{answered.pk}/again/", {"back": page})
    assert (again.status_code, again["Location"]) == (303, page)


def test_a_way_back_to_another_site_is_not_gone(client: Client, mailbox: Mailbox, answered: Outgoing, by: User) -> None:
    client.force_login(by)
    report(mailbox, answered)

    again = client.post(f"/mail/outgoing/{answered.pk}/again/", {"back": "https://evil.example/"})

    assert again["Location"] == "/mail/outgoing/"


def test_the_customers_address_is_marked_in_the_file_and_beside_the_answer(
    client: Client, mailbox: Mailbox, answered: Outgoing, customer: Customer, by: User
) -> None:
    client.force_login(by)

    report(mailbox, answered)

    assert "mail comes back" in client.get(f"/customers/{customer.number}/").content.decode()
    assert "Mail to this address comes back:" in client.get(f"/tickets/{Ticket.objects.get().number}/").content.decode()


@pytest.mark.parametrize(
    ("said", "is_marked"),
    [
        ({"status": "5.1.1"}, True),
        ({"status": "5.2.2"}, True),
        ({"status": "5.7.1"}, False),
        ({"status": "4.4.1", "action": "delayed"}, False),
        ({"recipient": "ander@klant.example"}, False),
    ],
)
def test_only_what_the_address_itself_is_the_cause_of_marks_it(
    mailbox: Mailbox, answered: Outgoing, said: dict[str, str], is_marked: bool
) -> None:
    report(mailbox, answered, **said)

    assert (address().failing_since is not None) is is_marked


def test_a_refusal_by_the_server_marks_the_address_too(answered: Outgoing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "hand_over", lambda _raw, **_how: Rejected("jan@klant.example: 550 5.1.1 unknown"))

    outbox.send(answered.pk)

    answered.refresh_from_db()
    assert answered.last_error == "the address does not exist: jan@klant.example: 550 5.1.1 unknown"
    assert address().failing_since is not None


def test_a_mail_from_the_address_clears_the_mark(mailbox: Mailbox, answered: Outgoing) -> None:
    report(mailbox, answered)

    take_in(mailbox, a_raw_mail(sender="Jan@Klant.example", subject="Ik ben er weer"))

    assert (address().failing_since, address().failing_reason) == (None, "")


def test_a_colleague_clears_the_mark_by_hand(client: Client, mailbox: Mailbox, answered: Outgoing, customer: Customer, by: User) -> None:
    client.force_login(by)
    report(mailbox, answered)

    client.post(f"/customers/{customer.number}/mails/{address().pk}/works/")

    assert address().failing_since is None


@pytest.mark.parametrize(
    ("said", "status"), [("550 5.1.1 no", "5.1.1"), ("10.5.1.12 said 550", ""), ("550-5.7.26 spam", "5.7.26"), ("", "")]
)
def test_a_status_is_found_in_what_a_server_said(said: str, status: str) -> None:
    assert delivery_status.status_in(said) == status
