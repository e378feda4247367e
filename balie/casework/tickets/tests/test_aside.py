"""A third party is asked beside the conversation: the customer sees nothing of it, and it nothing of the customer's."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets import actions
from balie.casework.tickets.actions.aside import ask_aside
from balie.casework.tickets.models import SideThread, Ticket
from balie.casework.tickets.queries.answering import recipients_of
from balie.casework.tickets.queries.detail import detail_for
from balie.conversation.contacts.models import Contact
from balie.conversation.email.actions import store_raw
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.models import Mailbox, Outgoing
from balie.conversation.email.parsing import parse_mail
from balie.conversation.email.testing import a_raw_mail
from balie.foundation.drafts.actions import save_draft
from balie.foundation.drafts.models import Draft
from balie.foundation.errors import Invalid
from balie.foundation.files.queries import read_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mailbox")]
FIRST, GRID = "first@klant.example", "grid@netbeheer.example"
ASKED, TOLD = "Is deze meter geblokkeerd?", "Ja, wegens wanbetaling."


def file_mail(mailbox: Mailbox, **fields: str) -> None:
    store_raw(mailbox, a_raw_mail(**fields), at=timezone.now())
    file_waiting()


@pytest.fixture
def ticket(mailbox: Mailbox) -> Ticket:
    file_mail(mailbox, sender="jan@klant.example", message_id=FIRST, body="De meter staat stil.")
    return Ticket.objects.get()


def ask(ticket: Ticket, by: User, **fields: object) -> Outgoing:
    given = {"to": GRID, "subject": "Meter", "text": ASKED, "waits": True, "by": by, "at": MONDAY_9AM, "dedupe_key": "een"}
    ask_aside(ticket.number, **given | fields)  # type: ignore[arg-type]
    return Outgoing.objects.latest("pk")


def told(mailbox: Mailbox, asked: Outgoing, **fields: str) -> None:
    given = {"sender": GRID, "subject": "Re: Meter", "body": TOLD, "in_reply_to": asked.internet_message_id}
    file_mail(mailbox, **given | fields)


def test_the_answer_of_a_third_party_lands_in_the_ticket_apart_from_the_customers_words(
    desk: Client, mailbox: Mailbox, ticket: Ticket, operator: User
) -> None:
    told(mailbox, ask(ticket, operator))

    detail = detail_for(operator, ticket.number)
    page = desk.get(f"/tickets/{ticket.number}/").content.decode()
    assert [each.text for each in detail.sides[0].messages] == [ASKED, TOLD]
    assert [entry.message.text for entry in detail.entries if entry.message] == ["De meter staat stil."]
    assert (Ticket.objects.count(), "the customer does not see this" in page, TOLD in page) == (1, True, True)


def test_the_ticket_waits_for_the_third_party_and_opens_at_its_answer(mailbox: Mailbox, ticket: Ticket, operator: User) -> None:
    asked = ask(ticket, operator)
    waiting = Ticket.objects.get().state
    told(mailbox, asked)

    assert (waiting, Ticket.objects.get().state) == (Ticket.State.THIRD_PARTY, Ticket.State.OPEN)


def test_r_m1_an_answer_to_the_customer_holds_nothing_of_a_side_conversation(mailbox: Mailbox, ticket: Ticket, operator: User) -> None:
    told(mailbox, ask(ticket, operator))
    to, cc = recipients_of(Ticket.objects.get())

    actions.reply(ticket.number, text="Wij komen.", to=to, cc=cc, by=operator, at=MONDAY_9AM, dedupe_key="antwoord")

    sent = Outgoing.objects.latest("pk")
    content = read_file(sent.file).decode()
    side = list(SideThread.objects.values_list("thread__emails__internet_message_id", flat=True))
    assert sent.recipients == ["jan@klant.example"]
    assert not [each for each in (ASKED, TOLD, GRID, *side) if each in content]


def test_r_m1_a_third_party_never_reaches_the_customers_thread(mailbox: Mailbox, ticket: Ticket, operator: User) -> None:
    asked = ask(ticket, operator)

    told(mailbox, asked, body="Een", in_reply_to=FIRST)
    told(mailbox, asked, body="Twee", cc="jan@klant.example")

    detail = detail_for(operator, ticket.number)
    assert [entry.message.text for entry in detail.entries if entry.message] == ["De meter staat stil."]
    assert recipients_of(Ticket.objects.get(pk=ticket.pk)) == ("jan@klant.example", [])


def test_the_customer_is_not_asked_aside(ticket: Ticket, operator: User) -> None:
    with pytest.raises(Invalid):
        ask(ticket, operator, to="Jan@klant.example")


def test_a_side_conversation_is_as_closed_as_its_ticket(mailbox: Mailbox, ticket: Ticket, operator: User) -> None:
    Ticket.objects.update(level=3, participant_ids=[operator.pk])
    told(mailbox, ask(ticket, operator))

    asked, answer = Contact.objects.order_by("-pk")[:2]
    assert (asked.level, answer.level, operator.pk in answer.participant_ids) == (3, 3, True)


def test_a_mail_is_passed_on_as_it_was_seen_with_its_files(desk: Client, mailbox: Mailbox, operator: User) -> None:
    raw = a_raw_mail(sender="jan@klant.example", body="Zie foto.", files=[("meter.pdf", "application/pdf", b"%PDF-1.4 x")])
    store_raw(mailbox, raw, at=timezone.now())
    file_waiting()
    ticket = Ticket.objects.get()
    [line] = [entry.message for entry in detail_for(operator, ticket.number).entries if entry.message]
    form = desk.get(f"/tickets/{ticket.number}/aside/?message={line.id}").content.decode()

    desk.post(
        f"/tickets/{ticket.number}/aside/",
        {"to": GRID, "subject": "Fwd", "text": "> Zie foto.", "message": line.id, "file": line.files[0].id},
    )

    sent = read_file(Outgoing.objects.get().file).decode()
    assert "&gt; Zie foto." in form
    assert ("meter.pdf" in sent, "Zie foto." in sent) == (True, True)


def test_the_form_proposes_to_let_the_ticket_wait(desk: Client, ticket: Ticket) -> None:
    page = desk.get(f"/tickets/{ticket.number}/aside/").content.decode()

    assert "The customer sees nothing of it" in page
    assert 'name="waits"' in page


def test_one_goes_on_with_a_third_party_from_the_ticket(desk: Client, ticket: Ticket, operator: User) -> None:
    ask(ticket, operator)
    side = SideThread.objects.get()

    form = desk.get(f"/tickets/{ticket.number}/aside/?side={side.pk}").content.decode()
    desk.post(f"/tickets/{ticket.number}/aside/{side.pk}/", {"text": "Sinds wanneer?"})

    assert f"/tickets/{ticket.number}/aside/{side.pk}/" in form
    assert Outgoing.objects.latest("pk").recipients == [GRID]
    assert len(detail_for(operator, ticket.number).sides[0].messages) == 2


def test_r_h3_a_mail_passed_on_in_its_layout_is_as_clean_as_it_was_seen(desk: Client, mailbox: Mailbox, operator: User) -> None:
    html = '<style>p{display:none}</style><p onclick="x()">Zie <b>foto</b></p><img src="https://spy.example/1.png"><script>1</script>'
    store_raw(mailbox, a_raw_mail(sender="jan@klant.example", body="Zie foto", html=html), at=timezone.now())
    file_waiting()
    ticket = Ticket.objects.get()
    [line] = [entry.message for entry in detail_for(operator, ticket.number).entries if entry.message]
    form = desk.get(f"/tickets/{ticket.number}/aside/?message={line.id}").content.decode()

    text = "Kunt u helpen?\r\n\r\nJan wrote:\r\n> Zie foto"
    desk.post(f"/tickets/{ticket.number}/aside/", {"to": GRID, "text": text, "message": line.id, "laid_out": "1"})

    sent = parse_mail(read_file(Outgoing.objects.get().file))
    assert 'name="laid_out"' in form
    assert sent.text.startswith("Kunt u helpen?")
    assert (
        "<div>Kunt u helpen?</div><div><br></div><div>Jan wrote:</div><blockquote><p>Zie <b>foto</b></p><img></blockquote>"
        in sent.html.replace("\n", "")
    )
    assert not {"onclick", "display", "spy.example", "script"} & set(re.findall(r"[a-z.]+", sent.html))


def test_a_mail_passed_on_without_its_layout_is_text_alone(desk: Client, mailbox: Mailbox, operator: User) -> None:
    store_raw(mailbox, a_raw_mail(sender="jan@klant.example", body="Zie foto", html="<b>Zie foto</b>"), at=timezone.now())
    file_waiting()
    ticket = Ticket.objects.get()
    [line] = [entry.message for entry in detail_for(operator, ticket.number).entries if entry.message]

    desk.post(f"/tickets/{ticket.number}/aside/", {"to": GRID, "text": "> Zie foto", "message": line.id})

    assert parse_mail(read_file(Outgoing.objects.get().file)).html == ""


def test_what_is_asked_is_a_draft_until_it_is_sent(desk: Client, ticket: Ticket, operator: User) -> None:
    page = desk.get(f"/tickets/{ticket.number}/aside/").content.decode()
    key = f"ticket-{ticket.number}-ask"
    save_draft(key, {"text": "half"}, by=operator, at=MONDAY_9AM)

    desk.post(f"/tickets/{ticket.number}/aside/", {"to": "no address", "text": ASKED})
    kept = Draft.objects.filter(key=key).exists()
    desk.post(f"/tickets/{ticket.number}/aside/", {"to": GRID, "text": ASKED})

    assert f'data-draft="{key}"' in page
    assert (kept, Draft.objects.filter(key=key).exists()) == (True, False)
