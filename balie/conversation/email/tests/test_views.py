"""The pages of mail."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.conversation.contacts.models import Contact
from balie.conversation.email import actions, intake
from balie.conversation.email.models import Mailbox, Outgoing, RawMail
from balie.conversation.email.pages import mail_waits
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.foundation.files.queries import may_open, read_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox() -> Mailbox:
    return a_mailbox(address="energie@balie.example", password="geheim-1", smtp_password="geheim-2")


def signed_in(*roles: str, **fields: Any) -> tuple[Client, User]:
    user, client = a_user(*roles, language="en", **fields), Client()
    client.force_login(user)
    return client, user


def filed(mailbox: Mailbox, **mail: Any) -> RawMail:
    return intake.file_one(actions.store_raw(mailbox, a_raw_mail(**mail), at=MONDAY_9AM))


def test_the_log_shows_every_mail_in_few_queries(mailbox: Mailbox, django_assert_max_num_queries: Any) -> None:
    for number in range(5):
        filed(mailbox, subject=f"meter {number}")
    client, _user = signed_in("operator")

    with django_assert_max_num_queries(8):
        page = client.get(reverse("email:log"))

    assert page.status_code == 200
    assert all(f"meter {number}" in page.text for number in range(5))


def test_a_reason_is_told_in_the_language_of_who_reads(mailbox: Mailbox) -> None:
    with translation.override("de"):
        filed(mailbox, sender="")

    told = {}
    for language in ("nl", "fr", "en"):
        client = Client()
        client.force_login(a_user("operator", language=language))
        told[language] = client.get(reverse("email:quarantine")).text

    assert "geen afzender: de mail heeft geen From" in told["nl"]
    assert "pas d’expéditeur" in told["fr"]
    assert "no sender: the mail has no From" in told["en"]


@pytest.mark.usefixtures("in_english")
def test_a_quarantined_mail_is_shown_with_its_reason_and_filed_by_hand(mailbox: Mailbox, django_assert_max_num_queries: Any) -> None:
    raw = filed(mailbox, sender="", subject="Zonder afzender")
    client, _user = signed_in("operator")

    with django_assert_max_num_queries(8):
        page = client.get(reverse("email:quarantine"))
    answer = client.post(reverse("email:file_by_hand", args=[raw.pk]))

    raw.refresh_from_db()
    assert "Zonder afzender" in page.text
    assert "no sender" in page.text
    assert (answer.status_code, raw.state, Contact.objects.count()) == (303, RawMail.State.FILED, 1)


UNREADABLE = {
    "empty": b" \r\n",
    "no_mail": b"\0\0\0\1",
    "depth": b"From: jan@klant.example\r\nSubject: Diep\r\n"
    + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at) for at in range(70)),
    "parts": b"From: jan@klant.example\r\nSubject: Veel\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 1200,
    "headers": b"From: jan@klant.example\r\n" + b"X: y\r\n" * 10_001 + b"\r\nx",
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_a_mail_that_cannot_be_read_is_filed_by_hand_with_the_whole_of_it_as_a_file(mailbox: Mailbox, content: bytes) -> None:
    raw = intake.file_one(actions.store_raw(mailbox, content, at=MONDAY_9AM))
    client, _user = signed_in("operator")
    state = raw.state

    answer = client.post(reverse("email:file_by_hand", args=[raw.pk]))
    page = client.get(answer["Location"])

    raw.refresh_from_db()
    contact = Contact.objects.get()
    [file] = contact.messages.get().files.all()
    assert (state, answer.status_code, page.status_code, raw.state) == (RawMail.State.QUARANTINED, 303, 200, RawMail.State.FILED)
    assert read_file(file) == content
    assert contact.party == ("jan@klant.example" if b"jan@" in content else "")


@pytest.mark.usefixtures("in_english")
def test_r_i2_who_handles_quarantine_is_told_of_what_waits_there(mailbox: Mailbox) -> None:
    raw = filed(mailbox, sender="")
    filed(mailbox, sender="", subject="Nog een")
    RawMail.objects.filter(pk=filed(mailbox, sender="", subject="Reclame").pk).update(reason=RawMail.Reason.SPAM)
    client, operator = signed_in("operator")

    [row] = mail_waits(operator, MONDAY_9AM).rows
    page = client.get("/").text

    assert (row.words, row.url) == ("2 mails could not be filed", "/mail/quarantine/")
    assert "2 mails could not be filed" in page
    assert not mail_waits(a_user("knowledge"), MONDAY_9AM).rows
    actions.retry_mail(raw, by=operator, at=MONDAY_9AM)
    assert mail_waits(operator, MONDAY_9AM).rows[0].words == "1 mail could not be filed"


def test_setting_aside_takes_a_lead_and_a_reason(mailbox: Mailbox) -> None:
    raw = filed(mailbox, sender="")
    address = reverse("email:dismiss", args=[raw.pk])
    operator, lead = signed_in("operator")[0], signed_in("lead")[0]

    codes = [operator.post(address, {"reason": "reclame"}).status_code, lead.post(address, {"reason": " "}).status_code]
    done = lead.post(address, {"reason": "reclame"})

    raw.refresh_from_db()
    assert (codes, done.status_code, raw.state, raw.facts) == ([403, 422], 303, RawMail.State.DISMISSED, {"words": "reclame"})


def test_mail_of_a_closed_team_is_unknown_to_others() -> None:
    team = a_team("medisch")
    team.default_level = 1
    team.save()
    raw = filed(a_mailbox(team=team), sender="", subject="Vertrouwelijk")
    (outside, outsider), (inside, insider) = signed_in("operator"), signed_in("operator", teams=[team])

    seen = ["Vertrouwelijk" in each.get(reverse("email:quarantine")).text for each in (outside, inside)]

    assert seen == [False, True]
    assert outside.post(reverse("email:retry", args=[raw.pk])).status_code == 404
    assert [may_open(user, raw.file) for user in (outsider, insider)] == [False, True]


def test_a_failed_mail_shows_why_and_is_tried_again(mailbox: Mailbox, django_assert_max_num_queries: Any) -> None:
    client, user = signed_in("operator")
    actions.send_new(
        customer=None, to="jan@klant.example", subject="Dag", text="Hallo", language="nl", by=user, at=MONDAY_9AM, dedupe_key="k"
    )
    Outgoing.objects.update(state="failed", last_error="550 unknown person")

    with django_assert_max_num_queries(8):
        page = client.get(reverse("email:outgoing"))
    client.post(reverse("email:send_again", args=[Outgoing.objects.get().pk]))

    assert "550 unknown person" in page.text
    assert Outgoing.objects.get().state == Outgoing.State.QUEUED


def test_the_original_layout_comes_from_the_second_host_in_a_sandbox(mailbox: Mailbox, settings: Any) -> None:
    raw = filed(mailbox, html='<p style="color:red">Dag</p><script>alert(1)</script><img src="http://evil.example/x.png">')
    client, _user = signed_in("operator")

    frame = client.get(reverse("email:layout", args=[raw.email.message_id])).text
    address = frame.partition('src="')[2].partition('"')[0]
    document = client.get(address.removeprefix(settings.BALIE_FILES_URL), headers={"host": settings.BALIE_FILES_HOST})

    assert address.startswith(settings.BALIE_FILES_URL)
    assert "sandbox=" in frame
    assert "Dag" in document.text
    assert not {"script", "evil.example"} & {word for word in ("script", "evil.example") if word in document.text}
    assert document.headers["Content-Security-Policy"].startswith("sandbox")


def test_the_layout_of_a_closed_contact_is_unknown_to_others(mailbox: Mailbox) -> None:
    raw = filed(mailbox, html="<p>Dag</p>")
    Contact.objects.update(level=3)
    client, _user = signed_in("operator")

    assert client.get(reverse("email:layout", args=[raw.email.message_id])).status_code == 404


def test_mailboxes_show_their_state_and_never_a_password(mailbox: Mailbox, django_assert_max_num_queries: Any) -> None:
    Mailbox.objects.update(source="imap", state="down", state_reason="wrong user name or password", state_since=MONDAY_9AM)
    client, _user = signed_in("administrator")

    with django_assert_max_num_queries(8):
        pages = client.get(reverse("email:mailboxes")).text
    pages += client.get(reverse("email:mailbox", args=[mailbox.pk])).text

    assert "wrong user name or password" in pages
    assert "geheim" not in pages


def test_a_mailbox_is_changed_and_an_empty_password_keeps_the_old_one(mailbox: Mailbox) -> None:
    client, _user = signed_in("administrator")
    given = {
        "name": "Winkel", "address": "winkel@balie.example", "language": "fr", "source": "imap", "host": "imap.example", "port": "993",
        "security": "tls", "username": "winkel", "password": "", "folder": "INBOX", "smtp_host": "smtp.example", "smtp_port": "587",
        "smtp_security": "starttls", "is_active": "on",
    }  # fmt: skip

    answer = client.post(reverse("email:mailbox", args=[mailbox.pk]), given)

    mailbox.refresh_from_db()
    assert (answer.status_code, mailbox.name, mailbox.password) == (303, "Winkel", "geheim-1")


def test_connecting_mailboxes_is_for_administrators(mailbox: Mailbox) -> None:
    client, _user = signed_in("supervisor")

    assert client.get(reverse("email:mailboxes")).status_code == 403


def test_the_demo_page_shows_a_customers_mail_and_is_gone_outside_the_demo(mailbox: Mailbox, settings: Any) -> None:
    settings.BALIE_DEMO = True
    actions.keep_demo_mail("jan@klant.example", b"x", None, at=MONDAY_9AM)
    client, _user = signed_in("operator")

    shown = client.get(reverse("email:demo"), {"of": "jan@klant.example"})
    settings.BALIE_DEMO = False
    hidden = client.get(reverse("email:demo"))

    assert (shown.status_code, "jan@klant.example" in shown.text, hidden.status_code) == (200, True, 404)


def test_a_demo_mail_that_cannot_be_delivered_keeps_what_was_typed(mailbox: Mailbox, settings: Any) -> None:
    settings.BALIE_DEMO, settings.BALIE_DEMO_SMTP = True, "127.0.0.1:1"
    client, _user = signed_in("operator")
    typed = {"sender": "jan@klant.example", "to": mailbox.address, "subject": "Dag", "text": "Mijn lange verhaal"}

    answer = client.post(reverse("email:demo_send"), typed)

    assert (answer.status_code, "Mijn lange verhaal" in answer.text) == (422, True)
