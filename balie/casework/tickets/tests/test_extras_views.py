"""What a mail holds besides its words, on the page of its ticket. The third-party mails are read where they lie."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import a_team, a_user
from balie.access.permissions.levels import Level
from balie.casework.tickets.models import Ticket
from balie.conversation.contacts.models import Contact, Message
from balie.conversation.email.actions import store_raw
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.models import Email, Mailbox, RawMail
from balie.conversation.email.parsing import OverBudget, Unparsable, parse_mail
from balie.conversation.email.testing import a_raw_mail
from balie.conversation.email.tests.test_contents import INVITATION
from balie.conversation.email.tests.test_protection import SIGNED, a_signed_mail
from tests.parts.corpora import corpus, mails

pytestmark = pytest.mark.django_db


def _filed(desk: Client, box: Mailbox, raw: bytes) -> Ticket:
    """By itself; one of a machine or without a sender by the operator's hand."""
    stored = store_raw(box, raw, at=timezone.now())
    file_waiting()
    if not Ticket.objects.exists():
        desk.post(f"/mail/quarantine/{stored.pk}/file/")
    return Ticket.objects.get()


def _page(desk: Client, box: Mailbox, raw: bytes) -> str:
    """The ticket's page, as it answers one who opens it."""
    return _text(desk, _filed(desk, box, raw))


def _text(desk: Client, ticket: Ticket) -> str:
    return desk.get(f"/tickets/{ticket.number}/").content.decode()


def _shown(page: str) -> str:
    """The conversation alone."""
    return page.partition('id="conversation"')[2]


def an_invitation(**replaced: str) -> bytes:
    text = INVITATION
    for old, new in replaced.items():
        text = text.replace(old.replace("__", ":"), new)
    return a_raw_mail(files=[("uitnodiging.ics", "text/calendar", text.encode())])


def test_an_invitation_is_a_card_with_its_calendar_to_download(desk: Client, mailbox: Mailbox) -> None:
    page = _shown(_page(desk, mailbox, an_invitation()))

    assert "Plaatsbezoek, meter vervangen" in page
    assert "30 November 2026, 09:00 – 10:00" in page
    assert "Kerkstraat 1; Gent" in page
    assert "Peeters: An &lt;an@klant.example&gt;" in page
    assert "uitnodiging.ics" in page


def test_a_cancelled_invitation_says_so(desk: Client, mailbox: Mailbox) -> None:
    page = _shown(_page(desk, mailbox, an_invitation(REQUEST="CANCEL")))

    assert "tag--red" in page.partition("invited")[2].partition("</section>")[0]
    assert "Cancelled" in page


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("mail/ruby-mail/mime_emails/raw_email_with_nested_attachment.eml", "Signed (S/MIME)"),
        ("mail/stalwart/thirdparty/006.eml", "Signed (S/MIME)"),
        ("mail/ruby-mail/mime_emails/sig_only_email.eml", "Signed (PGP)"),
    ],
)
def test_a_signed_mail_of_others_says_so_and_never_that_it_was_checked(desk: Client, mailbox: Mailbox, name: str, kind: str) -> None:
    page = _shown(_page(desk, mailbox, (corpus("mail").parent / name).read_bytes()))

    assert kind in page
    assert "Balie did not check the signature" in page
    assert "verified" not in page.replace("Sender not verified", "").lower()


def test_what_a_signed_mail_wraps_is_shown(desk: Client, mailbox: Mailbox) -> None:
    page = _shown(_page(desk, mailbox, a_signed_mail(SIGNED)))

    assert "De meter staat stil." in page
    assert "Signed (S/MIME)" in page
    assert "plan.pdf" in page


@pytest.mark.parametrize(("kind", "der"), [("enveloped-data", b"x"), ("signed-data", SIGNED[:99])], ids=["sealed", "cut off"])
def test_a_mail_that_cannot_be_read_here_can_be_downloaded(desk: Client, mailbox: Mailbox, kind: str, der: bytes) -> None:
    page = _shown(_page(desk, mailbox, a_signed_mail(der, kind)))

    raw = Email.objects.get().raw
    assert raw is not None
    assert f'href="/files/{raw.file_id}/">Download the mail' in page
    assert ("Encrypted (S/MIME)" in page) == (kind == "enveloped-data")


@pytest.mark.parametrize("role", ["knowledge", "operator"])
def test_who_may_not_open_the_mail_as_it_came_is_shown_no_link_to_it(desk: Client, mailbox: Mailbox, role: str) -> None:
    """Neither a role without the verb, nor a team for whose eyes the mail is not."""
    ticket = _filed(desk, mailbox, a_signed_mail(b"x", "enveloped-data"))
    if role == "operator":
        own = a_team("winkel")
        Team.objects.filter(pk=own.pk).update(default_level=Level.RESTRICTED)
        Mailbox.objects.filter(pk=mailbox.pk).update(team=own)
    reader = Client()
    reader.force_login(a_user(role, verbs=["permissions.read_personal"], language="en", teams=[ticket.team]))
    raw = Email.objects.get().raw
    assert raw is not None

    page = _text(reader, ticket)

    assert reader.get(f"/files/{raw.file_id}/").status_code == 404
    assert "Encrypted (S/MIME)" in page
    assert "the mail itself is not open to you" in page
    assert str(raw.file_id) not in page


FORWARDED = "mail/ruby-mail/attachment_emails/attachment_message_rfc822.eml"


def test_a_message_within_a_mail_of_others_is_folded_with_its_head_and_its_own_files(desk: Client, mailbox: Mailbox) -> None:
    page = _shown(_page(desk, mailbox, (corpus("mail").parent / FORWARDED).read_bytes()))

    nested = page.partition('<details class="quoted nested">')[2].partition("</details>")[0]
    assert "Just attaching another PDF, here" in nested
    assert nested.count("file-link") == 2  # its PDF, and the message itself
    assert page.count("ForwardedMessage.eml") == nested.count("ForwardedMessage.eml")


def test_a_mail_that_only_passes_a_message_on_is_unfolded(desk: Client, mailbox: Mailbox) -> None:
    raw = (corpus("mail") / "stalwart/thirdparty/012.eml").read_bytes()
    # Its own "hello" is of a kind without words for a person.
    raw = raw.replace(b"text/x-myown", b"text/css")

    page = _shown(_page(desk, mailbox, raw))

    assert '<details class="quoted nested" open>' in page
    assert "Hello another world" in page


def test_the_page_of_a_mail_and_of_its_contact_show_the_same(desk: Client, mailbox: Mailbox) -> None:
    ticket, message, contact = _filed(desk, mailbox, an_invitation()), Message.objects.get(), Contact.objects.get()

    pages = [desk.get(f"/tickets/{ticket.number}/messages/{message.pk}/"), desk.get(f"/contacts/{contact.number}/")]

    assert all("Plaatsbezoek, meter vervangen" in each.content.decode() for each in pages)


def test_who_reads_no_personal_words_reads_none_of_an_invitation(client: Client, mailbox: Mailbox, operator: User) -> None:
    ticket = _filed(client, mailbox, a_raw_mail(files=[("plan.ics", "text/calendar", INVITATION.encode())]))
    client.force_login(a_user("knowledge", language="en"))

    page = _text(client, ticket)

    assert "invited" in page
    assert "Plaatsbezoek" not in page
    assert "Kerkstraat" not in page


def test_a_ticket_full_of_such_mails_costs_no_more_queries(desk: Client, mailbox: Mailbox, django_assert_max_num_queries: Any) -> None:
    ticket = _filed(desk, mailbox, an_invitation())

    with django_assert_max_num_queries(8):
        assert "invited" in _text(desk, ticket)


@pytest.mark.parametrize("at", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)])
def test_an_invitation_at_the_edge_of_time_breaks_no_page(desk: Client, mailbox: Mailbox, at: datetime) -> None:
    stamp = f"{at.year:04d}{at:%m%dT%H%M%SZ}"

    page = _page(
        desk,
        mailbox,
        an_invitation(**{"TZID=Europe/Brussels__20261130T090000": "X=y:" + stamp, "DTSTART;X=y:" + stamp: "DTSTART:" + stamp}),
    )

    assert "invited" in page


def test_every_mail_of_others_that_holds_more_than_words_is_shown(desk: Client, mailbox: Mailbox) -> None:
    shown = 0
    for path in mails():
        if not _holds_more(path.read_bytes()):
            continue
        stored = store_raw(mailbox, path.read_bytes(), at=timezone.now())
        file_waiting()
        stored.refresh_from_db()
        if stored.state == RawMail.State.DUPLICATE:  # some lie there with other line ends
            continue
        desk.post(f"/mail/quarantine/{stored.pk}/file/")
        email = Email.objects.select_related("message__contact").get(raw=stored)
        page = desk.get(f"/contacts/{email.message.contact.number}/")
        assert page.status_code == 200, path
        assert any(mark in page.content.decode() for mark in ("nested", "Signed", "Encrypted", "invited")), path
        shown += 1

    assert shown > 30


def _holds_more(raw: bytes) -> bool:
    try:
        mail = parse_mail(raw)
    except (OverBudget, Unparsable):
        return False
    return bool(mail.nested or mail.protection or mail.invitation) and not mail.is_bounce
