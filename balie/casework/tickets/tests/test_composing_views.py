"""An answer with formatting: what leaves, what the ticket shows of it, the quote, the preview, and the draft it becomes again."""

from __future__ import annotations

import uuid
from base64 import b64decode
from email import message_from_bytes
from email.message import Message as Mail
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.casework.tickets.actions import add_note, save_signature
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.models import Message
from balie.conversation.contacts.testing import a_contact, a_message
from balie.conversation.email.layout import html_for
from balie.conversation.email.models import InlinePart, Mailbox, Outgoing
from balie.conversation.email.preview import preview_for
from balie.foundation.drafts.models import Draft
from balie.foundation.files.actions import store_file
from balie.foundation.files.models import File
from balie.foundation.files.queries import read_file
from balie.foundation.text.actions import write_text
from balie.foundation.text.labels import label
from balie.records.customers.testing import a_customer

pytestmark = pytest.mark.django_db
BOLD = "<p>It is <strong>right</strong>.</p>"


@pytest.fixture
def ticket(mailbox: Mailbox) -> Ticket:
    contact = a_contact(channel="mail", party="jan@klant.example", party_name="Jan Peeters", subject="Geen stroom", customer=a_customer())
    a_message(contact, text="Alles valt uit.\n\nHelp!", sender_name="Jan Peeters", sender_address="jan@klant.example")
    return a_ticket(contact=contact, language="nl")


def at(ticket: Ticket, then: str) -> str:
    return f"/tickets/{ticket.number}/{then}/"


def typed(**fields: object) -> dict[str, object]:
    return {"text": "It is right.", "to": "jan@klant.example", "cc": "", "then": "", "_once": "een", **fields}


def picture(*, kind: str = "PNG", name: str = "meter.png") -> SimpleUploadedFile:
    written = BytesIO()
    Image.new("RGB", (4, 3), "red").save(written, kind)
    return SimpleUploadedFile(name, written.getvalue(), "image/png")


def a_picture(desk: Client, ticket: Ticket) -> str:
    kept = desk.post("/mail/pictures/", {"file": picture(), "draft": f"ticket-{ticket.number}-reply"})
    assert kept.status_code == 201, kept.content
    return str(kept.json()["id"])


def sent() -> Mail:
    return message_from_bytes(read_file(Outgoing.objects.get().file))


def parts(mail: Mail) -> dict[str, Mail]:
    return {part.get_content_type(): part for part in mail.walk()}


def words(part: Mail) -> str:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode().replace("\r\n", "\n")


@pytest.mark.decree("S4.7")
def test_a_formatted_answer_leaves_as_text_and_html(desk: Client, ticket: Ticket) -> None:
    desk.post(at(ticket, "reply"), typed(html=BOLD))

    mail = sent()
    assert mail.get_content_type() == "multipart/alternative"
    assert words(parts(mail)["text/plain"]).strip() == "It is right."
    assert "<strong>right</strong>" in words(parts(mail)["text/html"])


def test_the_text_is_made_of_the_html_whatever_else_is_posted(desk: Client, ticket: Ticket) -> None:
    desk.post(at(ticket, "reply"), typed(text="Something else.", html=BOLD))

    assert words(parts(sent())["text/plain"]).strip() == "It is right."
    assert Message.objects.get(direction="out").text == "It is right."


@pytest.mark.parametrize("html", ["", "<p>It is right.</p>"])
def test_an_answer_without_formatting_is_plain_text_only(desk: Client, ticket: Ticket, html: str) -> None:
    desk.post(at(ticket, "reply"), typed(html=html))

    assert sent().get_content_type() == "text/plain"
    assert Message.objects.get(direction="out").html == ""


def test_hostile_html_leaves_without_what_could_act(desk: Client, ticket: Ticket) -> None:
    hostile = '<script>alert(1)</script><p onclick="x()">a <b>b</b><img src=x onerror=alert(1)><a href="javascript:x()">c</a></p>'
    desk.post(at(ticket, "reply"), typed(html=hostile))

    html = words(parts(sent())["text/html"])
    assert not any(each in html for each in ("script", "onclick", "onerror", "<img", "javascript"))
    assert "<b>b</b>" in html


def test_a_picture_is_part_of_the_mail_and_shown_with_it_in_the_ticket(desk: Client, operator: User, ticket: Ticket) -> None:
    pk = a_picture(desk, ticket)
    desk.post(at(ticket, "reply"), typed(html=f'<p>So: <img src="cid:{pk}" alt="meter"></p>'))

    shown = parts(sent())
    message = Message.objects.get(direction="out")
    layout = html_for(operator, str(message.pk))
    assert (shown["image/png"]["Content-ID"], shown["image/png"].get_content_disposition()) == (f"<{pk}@balie>", "inline")
    assert f'src="cid:{pk}@balie"' in words(shown["text/html"])
    assert words(shown["text/plain"]).strip() == "So: [meter]"
    assert layout is not None
    assert 'src="data:image/png;base64,' in layout
    assert File.objects.get(pk=pk).draft_key == ""


def test_another_ones_picture_goes_nowhere(desk: Client, ticket: Ticket, colleague: User) -> None:
    other = store_file(picture().read(), name="m.png", by=colleague, at=MONDAY_9AM, draft_key="x")
    desk.post(at(ticket, "reply"), typed(html=f'<p><b>a</b> <img src="cid:{other.pk}"></p>'))

    assert "image/png" not in parts(sent())
    assert not InlinePart.objects.exists()
    assert desk.get(f"/mail/pictures/{other.pk}/").status_code == 404


def test_a_picture_is_drawn_again_before_it_is_kept(desk: Client, ticket: Ticket) -> None:
    kept = desk.post(
        "/mail/pictures/", {"file": SimpleUploadedFile("a.png", picture().read() + b"<script>", "image/png"), "draft": "d"}
    ).json()

    content = b64decode(kept["data"].partition(",")[2])
    assert kept["data"].startswith("data:image/png;base64,")
    assert b"script" not in content
    assert desk.get(f"/mail/pictures/{kept['id']}/").json()["data"] == kept["data"]


@pytest.mark.parametrize(("name", "content"), [("a.svg", b"<svg/>"), ("a.pdf", b"%PDF-1.4"), ("a.png", b"no picture")])
def test_what_is_no_picture_is_refused_in_words(desk: Client, name: str, content: bytes) -> None:
    answer = desk.post("/mail/pictures/", {"file": SimpleUploadedFile(name, content)}, HTTP_HX_REQUEST="true")

    assert answer.status_code == 422
    assert f"“{name}” is no picture" in answer.content.decode()
    assert not File.objects.exists()


def test_the_last_words_of_the_customer_are_quoted_in_the_tickets_language(desk: Client, ticket: Ticket) -> None:
    answer = desk.get(at(ticket, "quote")).content.decode()

    assert "Jan Peeters" in answer
    assert "<blockquote><p>Alles valt uit.</p><p></p><p>Help!</p></blockquote>" in answer


def test_a_chosen_message_is_quoted_but_never_one_of_another_ticket(desk: Client, ticket: Ticket) -> None:
    theirs = a_message(a_contact(channel="mail", party="an@klant.example", subject="x"), text="Secret", sender_address="an@klant.example")

    assert desk.get(at(ticket, "quote"), {"message": theirs.pk}).status_code == 404
    assert "Alles" in desk.get(at(ticket, "quote"), {"message": Message.objects.get(text__startswith="Alles").pk}).content.decode()


def test_without_the_bundle_the_quote_follows_what_was_typed(desk: Client, ticket: Ticket) -> None:
    answer = desk.post(at(ticket, "quote"), typed(text="Dear Jan,")).content.decode()

    assert "Dear Jan," in answer
    assert "&gt; Alles valt uit." in answer


def test_the_preview_shows_what_the_mail_will_be(desk: Client, operator: User, ticket: Ticket) -> None:
    pk = a_picture(desk, ticket)
    html = f'<p>It is <strong>right</strong> <img src="cid:{pk}" alt="meter"></p>'
    answer = desk.post(at(ticket, "preview"), typed(html=html, cc="an@klant.example"), HTTP_HX_REQUEST="true").content.decode()
    frame = preview_for(operator, f"ticket-{ticket.number}-reply-preview")
    desk.post(at(ticket, "reply"), typed(html=html))

    assert all(each in answer for each in ("jan@klant.example", "an@klant.example", "Re: Geen stroom", "<iframe", "It is right [meter]"))
    assert frame is not None
    assert "<strong>right</strong>" in frame
    assert "data:image/png;base64," in frame
    assert words(parts(sent())["text/plain"]).strip() == "It is right [meter]"
    assert not Draft.objects.exists()


def test_the_preview_of_a_plain_mail_has_no_frame(desk: Client, ticket: Ticket) -> None:
    answer = desk.post(at(ticket, "preview"), typed(html="")).content.decode()

    assert "It is right." in answer
    assert "<iframe" not in answer


def test_a_preview_is_its_writers_own(desk: Client, ticket: Ticket, colleague: User) -> None:
    desk.post(at(ticket, "preview"), typed(html=BOLD))

    assert preview_for(colleague, f"ticket-{ticket.number}-reply-preview") is None


def test_an_answer_taken_back_comes_back_with_its_formatting_and_pictures(desk: Client, operator: User, ticket: Ticket) -> None:
    pk = a_picture(desk, ticket)
    html = f'<p>It is <strong>right</strong></p><p></p><p><img src="cid:{pk}" alt="meter"></p>'
    desk.post(at(ticket, "reply"), typed(html=html))

    desk.post(f"/tickets/{ticket.number}/mail/{Outgoing.objects.get().pk}/back/")

    draft = Draft.objects.get(owner=operator)
    assert draft.fields["text"] == "It is right\n\n[meter]"
    assert str(draft.fields["html"]).replace(' style="max-width:100%"', "") == html
    assert desk.get(f"/mail/pictures/{uuid.UUID(pk)}/").status_code == 200


def test_what_was_begun_since_comes_after_an_answer_taken_back(desk: Client, operator: User, ticket: Ticket) -> None:
    desk.post(at(ticket, "reply"), typed(html=BOLD))
    Draft.objects.create(
        owner=operator, key=f"ticket-{ticket.number}-reply", fields={"text": "And <more>", "html": ""}, saved_at=MONDAY_9AM
    )

    desk.post(f"/tickets/{ticket.number}/mail/{Outgoing.objects.get().pk}/back/")

    assert Draft.objects.get(owner=operator).fields["html"] == f"{BOLD}<p></p><p>And &lt;more&gt;</p>"


def test_a_refused_answer_keeps_its_formatting(desk: Client, ticket: Ticket) -> None:
    answer = desk.post(at(ticket, "reply"), typed(to="no address", html=BOLD))

    assert answer.status_code == 422
    assert "&lt;strong&gt;right&lt;/strong&gt;" in answer.content.decode()


def test_the_api_takes_formatting_too(desk: Client, ticket: Ticket) -> None:
    answer = desk.post(f"/api/v1/tickets/{ticket.number}/replies", {"text": "", "html": BOLD}, content_type="application/json")

    assert answer.status_code == 201, answer.content
    assert "<strong>right</strong>" in words(parts(sent())["text/html"])


def test_the_settings_name_the_shorthand_of_a_template(client: Client) -> None:
    name, said = label("Ontvangen", "Reçu", "Received", "Erhalten"), {"nl": ("", "Dank u.")}
    key = write_text(kind="reply", key="ontvangen", name=name, words=said, by=None, at=MONDAY_9AM).key
    client.force_login(a_user("administrator", username="ad", language="en"))

    assert f";{key}" in client.get("/settings/templates/").content.decode()


@pytest.mark.decree("S4.7")
def test_the_signature_stands_above_the_quote_in_both_parts_and_in_the_preview(desk: Client, operator: User, ticket: Ticket) -> None:
    save_signature(team=None, brand=None, words={"nl": ("", "Zenne Energie")}, by=None, at=MONDAY_9AM)
    html = "<p>It is <b>right</b>.</p><p>Jan wrote:</p><blockquote><p>Is it?</p></blockquote><p></p>"
    desk.post(at(ticket, "preview"), typed(html=html))
    frame = preview_for(operator, f"ticket-{ticket.number}-reply-preview") or ""
    desk.post(at(ticket, "reply"), typed(html=html))

    shown = parts(sent())
    for said in (words(shown["text/plain"]), words(shown["text/html"]), frame):
        assert said.index("right") < said.index("Zenne Energie") < said.index("Jan wrote:") < said.index("Is it?")


def test_the_preview_names_the_files_of_the_ticket_that_go_along(desk: Client, operator: User, ticket: Ticket) -> None:
    file = store_file(b"%PDF-1.4", name="factuur.pdf", by=operator, at=MONDAY_9AM)
    add_note(ticket.number, text="Here it is.", files=[file], by=operator, at=MONDAY_9AM)

    assert "factuur.pdf" in desk.post(at(ticket, "preview"), typed(files=str(file.pk))).content.decode()
