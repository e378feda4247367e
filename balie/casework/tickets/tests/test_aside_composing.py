"""What is asked of a third party, or passed on, is written as an answer is: with formatting, pictures, files, a preview, and time to undo."""

from __future__ import annotations

import json
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import User
from balie.casework.tickets.models import Change, SideThread, Ticket
from balie.casework.tickets.queries.detail import detail_for
from balie.casework.tickets.tests.test_aside import GRID, told
from balie.casework.tickets.tests.test_composing_views import a_picture, parts, picture, words
from balie.conversation.email.actions import store_raw
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.models import Email, Mailbox, Outgoing, Thread
from balie.conversation.email.preview import preview_for
from balie.conversation.email.testing import a_raw_mail
from balie.foundation.drafts.actions import save_draft
from balie.foundation.drafts.models import Draft
from balie.foundation.files.actions import store_file
from balie.foundation.files.queries import read_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mailbox")]
BOLD = "<p>Is deze meter <strong>geblokkeerd</strong>?</p>"


@pytest.fixture
def ticket(mailbox: Mailbox) -> Ticket:
    store_raw(mailbox, a_raw_mail(sender="jan@klant.example", body="Zie <foto>", html="<p>Zie <i>foto</i></p>"), at=timezone.now())
    file_waiting()
    return Ticket.objects.get()


def at(ticket: Ticket, then: str = "") -> str:
    return f"/tickets/{ticket.number}/aside/{then}"


def message_id() -> int:
    return Email.objects.earliest("pk").message_id


def sent(desk: Client, address: str, **typed: object) -> Outgoing:
    answer = desk.post(address, {"to": GRID, "subject": "Meter", "text": "Is deze meter geblokkeerd?", "_once": "een", **typed})
    assert answer.status_code == 303, answer.content.decode()
    return Outgoing.objects.latest("pk")


def mail_of(outgoing: Outgoing) -> dict[str, str]:
    """The words of its text and HTML parts."""
    found = parts(message_from_bytes(read_file(outgoing.file)))
    return {kind: words(part) for kind, part in found.items() if kind.startswith("text/")}


def test_a_question_with_formatting_leaves_as_text_and_html_with_its_picture(desk: Client, ticket: Ticket) -> None:
    shown = a_picture(desk, ticket)

    outgoing = sent(desk, at(ticket), html=f'{BOLD}<p><img src="cid:{shown}" alt="meter"></p>')

    found = parts(message_from_bytes(read_file(outgoing.file)))
    assert words(found["text/plain"]).startswith("Is deze meter geblokkeerd?\n[")
    assert "<strong>geblokkeerd</strong>" in words(found["text/html"])
    assert found["image/png"]["Content-ID"] == f"<{shown}@balie>"


def test_one_goes_on_with_formatting_and_files_too(desk: Client, ticket: Ticket, operator: User) -> None:
    sent(desk, at(ticket))
    plan = store_file(b"plan", name="plan.txt", by=operator, at=timezone.now(), draft_key="upload")

    outgoing = sent(desk, at(ticket, f"{SideThread.objects.get().pk}/"), html=BOLD, files=[str(plan.pk)], _once="twee")

    assert "<strong>geblokkeerd</strong>" in mail_of(outgoing)["text/html"]
    assert b"plan.txt" in read_file(outgoing.file)


def test_what_is_passed_on_stands_below_words_with_formatting_in_its_own_layout(desk: Client, ticket: Ticket) -> None:
    form = desk.get(at(ticket, f"?message={message_id()}")).content.decode()
    quoted = "Kan u helpen?\n\njan@klant.example wrote:\n> Zie <foto>"
    html = "<p>Kan u <b>helpen</b>?</p><p></p><p>jan@klant.example wrote:</p><blockquote><p>Zie &lt;foto&gt;</p></blockquote>"

    mail = mail_of(sent(desk, at(ticket), text=quoted, html=html, message=message_id(), laid_out="1"))

    assert "Zie &amp;lt;foto&amp;gt;" in form
    assert mail["text/plain"].strip() == quoted
    assert "<blockquote><p>Zie <i>foto</i></p></blockquote>" in mail["text/html"].replace("\n", "")
    assert mail["text/html"].count("foto") == 1


def test_a_quotation_that_was_changed_stays_above_the_layout(desk: Client, ticket: Ticket) -> None:
    mail = mail_of(sent(desk, at(ticket), text="> Zie", html="<blockquote><p>Zie</p></blockquote>", message=message_id(), laid_out="1"))

    assert mail["text/html"].count("<blockquote") == 2


def test_r_m1_the_preview_shows_what_the_third_party_gets(desk: Client, ticket: Ticket, operator: User) -> None:
    typed = {"to": GRID, "subject": "Meter", "text": "Kan u helpen?\n> Zie <foto>", "html": "", "message": message_id(), "laid_out": "1"}

    page = desk.post(at(ticket, "preview/"), typed).content.decode()
    frame = preview_for(operator, f"ticket-{ticket.number}-passed-{message_id()}-preview")

    assert (GRID in page, "Meter" in page, "Zie &lt;foto&gt;" in page) == (True, True, True)
    assert frame is not None
    assert "<div>Kan u helpen?</div>" in frame
    assert "Zie <i>foto</i>" in frame


def test_the_preview_of_a_side_conversation_names_who_it_is_with(desk: Client, mailbox: Mailbox, ticket: Ticket) -> None:
    told(mailbox, sent(desk, at(ticket)))

    page = desk.post(at(ticket, "preview/"), {"side": SideThread.objects.get().pk, "text": "En nu?"}).content.decode()

    assert (GRID in page, "Re: Meter" in page, "En nu?" in page) == (True, True, True)


def test_a_refused_answer_to_a_third_party_keeps_what_was_typed(desk: Client, ticket: Ticket) -> None:
    sent(desk, at(ticket))

    answer = desk.post(at(ticket, f"{SideThread.objects.get().pk}/"), {"text": "Nog iets", "html": BOLD, "send_at": "2001-01-01T10:00"})

    assert answer.status_code == 422
    assert "This moment has passed" in answer.content.decode()
    assert "&lt;strong&gt;geblokkeerd" in answer.content.decode()


def test_a_question_to_a_third_party_waits_ten_seconds_and_can_be_taken_back(desk: Client, ticket: Ticket, operator: User) -> None:
    file = desk.post("/files/", {"file": picture(name="m.png"), "draft": "x"}).json()["id"]
    outgoing = sent(desk, at(ticket), html=BOLD, files=[file], waits="1")
    page = desk.get(f"/tickets/{ticket.number}/").content.decode()
    waiting = Ticket.objects.get().state

    answer = desk.post(f"/tickets/{ticket.number}/mail/{outgoing.pk}/back/")

    draft = Draft.objects.get(key=f"ticket-{ticket.number}-ask", owner=operator).fields
    assert outgoing.next_at - outgoing.made_at == timedelta(seconds=10)
    assert f"/mail/{outgoing.pk}/back/" in page
    assert answer["Location"] == at(ticket)
    assert (draft["to"], draft["subject"], draft["text"]) == (GRID, "Meter", "Is deze meter geblokkeerd?")
    assert "<strong>geblokkeerd" in draft["html"]
    assert json.loads(draft["_attached"][0])["id"] == file
    assert (waiting, Ticket.objects.get().state) == (Ticket.State.THIRD_PARTY, Ticket.State.NEW)
    assert (SideThread.objects.count(), Outgoing.objects.count(), Thread.objects.count()) == (0, 0, 1)
    assert Change.objects.filter(verb="taken_back").exists()


def test_what_was_said_further_is_taken_back_and_the_conversation_stays(
    desk: Client, mailbox: Mailbox, ticket: Ticket, operator: User
) -> None:
    told(mailbox, sent(desk, at(ticket)))
    side = SideThread.objects.get()
    outgoing = sent(desk, at(ticket, f"{side.pk}/"), text="Sinds wanneer?", _once="twee")

    answer = desk.post(f"/tickets/{ticket.number}/mail/{outgoing.pk}/back/")

    assert answer["Location"] == at(ticket, f"?side={side.pk}")
    assert Draft.objects.get(key=f"ticket-{ticket.number}-side-{side.pk}").fields["text"] == "Sinds wanneer?"
    assert len(detail_for(operator, ticket.number).sides[0].messages) == 2


def test_a_mail_to_a_third_party_that_does_not_arrive_says_so_in_the_ticket(desk: Client, ticket: Ticket) -> None:
    outgoing = sent(desk, at(ticket))
    Outgoing.objects.filter(pk=outgoing.pk).update(state=Outgoing.State.FAILED, last_error="550 no such user")

    page = desk.get(f"/tickets/{ticket.number}/").content.decode()

    assert "This mail did not arrive:" in page
    assert '<details class="quoted side" open' in page


def test_a_sent_question_drops_the_draft_of_its_preview(desk: Client, ticket: Ticket, operator: User) -> None:
    desk.post(at(ticket, "preview/"), {"to": GRID, "text": "Hallo"})
    save_draft(f"ticket-{ticket.number}-ask", {"text": "Hallo"}, by=operator, at=timezone.now())

    sent(desk, at(ticket))

    assert not Draft.objects.exists()
