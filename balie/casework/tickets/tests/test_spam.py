"""Spam and phishing on a ticket: set aside without a word, told to leads, and as it was when it was none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.audit.models import AuditLine
from balie.access.permissions.levels import Level
from balie.casework.tickets import actions
from balie.casework.tickets.actions.progress import set_progress
from balie.casework.tickets.models import Change, Notification, ProgressMessage, Ticket, TicketContact
from balie.casework.tickets.queries.lists import Filters, tickets_for
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.models import Message
from balie.conversation.contacts.testing import a_contact
from balie.conversation.email.actions import NotIncoming, mark_mail, store_raw, unmark_mail
from balie.conversation.email.forwarding import passed_on
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.layout import html_for
from balie.conversation.email.models import BlockedSender, Email, Mailbox, Outgoing, RawMail
from balie.conversation.email.testing import a_raw_mail
from balie.foundation.errors import NotFound

pytestmark = pytest.mark.django_db
SPAMMER = "win@spam.example"


def came(mailbox: Mailbox, **fields: Any) -> RawMail:
    raw = store_raw(mailbox, a_raw_mail(**{"sender": SPAMMER, "subject": "U heeft gewonnen"} | fields), at=timezone.now())
    file_waiting()
    raw.refresh_from_db()
    return raw


@pytest.fixture
def ticket(mailbox: Mailbox) -> Ticket:
    came(
        mailbox,
        message_id="een@spam.example",
        html='<p>Klik <a href="https://evil.example/x">hier</a></p><img src="https://evil.example/p.png">',
    )
    return Ticket.objects.get()


def _mail() -> int:
    return Message.objects.filter(direction="in").latest("pk").pk


def _mark(by: User, mark: str = "spam") -> None:
    mark_mail(_mail(), mark, by=by, at=MONDAY_9AM)


def test_a_ticket_of_spam_leaves_the_lists_with_a_result_of_its_own(ticket: Ticket, operator: User) -> None:
    _mark(operator)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.result.key if ticket.result else "", ticket.answer_due_since) == ("closed", "spam", None)
    assert not tickets_for(operator, Filters(view="all")).rows


def test_nobody_is_told_anything_by_itself(ticket: Ticket, operator: User, supervisor: User) -> None:
    for moment in ProgressMessage.Moment.values:
        set_progress(moment, is_on=True, by=None, at=MONDAY_9AM)

    _mark(operator)
    unmark_mail(_mail(), by=operator, at=MONDAY_9AM)

    assert not Outgoing.objects.exists()


def test_what_was_no_spam_is_as_it_was(ticket: Ticket, operator: User) -> None:
    fields = ("state", "result", "solved_at", "closed_at", "wake_at", "owner", "reopened_count")
    before, due = [getattr(ticket, name) for name in fields], ticket.answer_due_since
    _mark(operator)

    unmark_mail(_mail(), by=operator, at=MONDAY_9AM)

    ticket.refresh_from_db()
    assert [getattr(ticket, name) for name in fields] == before
    assert due is not None
    assert ticket.answer_due_since is not None
    assert abs(ticket.answer_due_since - due) < timedelta(seconds=1)
    assert Email.objects.get().mark == ""


def test_a_ticket_that_was_opened_again_since_stays_open(ticket: Ticket, operator: User) -> None:
    _mark(operator)
    actions.reopen(ticket.number, by=operator, at=MONDAY_9AM)

    unmark_mail(_mail(), by=operator, at=MONDAY_9AM)

    assert Ticket.objects.get().state == "open"


def test_marking_twice_is_once(ticket: Ticket, operator: User) -> None:
    _mark(operator)
    _mark(operator)

    assert Change.objects.filter(verb="marked_spam").count() == 1
    assert AuditLine.objects.filter(verb="email.marked_spam").count() == 1


def test_spam_in_a_ticket_that_holds_more_leaves_the_ticket_open(ticket: Ticket, operator: User) -> None:
    TicketContact.objects.create(ticket=ticket, contact=a_contact(operator=operator))

    _mark(operator)

    assert Ticket.objects.get().state == "new"
    assert Email.objects.get().mark == "spam"


def test_all_that_the_sender_wrote_in_the_conversation_is_marked(mailbox: Mailbox, ticket: Ticket, operator: User) -> None:
    came(mailbox, in_reply_to="een@spam.example", body="Nog even")

    _mark(operator)

    assert list(Email.objects.values_list("mark", flat=True)) == ["spam", "spam"]
    assert Ticket.objects.get().state == "closed"


def test_what_the_sender_writes_later_waits_in_quarantine(mailbox: Mailbox, ticket: Ticket, operator: User) -> None:
    _mark(operator)

    raw = came(mailbox, in_reply_to="een@spam.example", body="Nog even")

    assert (raw.state, raw.reason, Ticket.objects.get().state) == ("quarantined", "marked", "closed")


def test_leads_of_the_team_hear_of_phishing_and_not_of_spam(ticket: Ticket, operator: User, energie: Team, winkel: Team) -> None:
    hilde, other = a_user("lead", name="Hilde"), a_user("lead", name="Ann")
    User.objects.filter(pk=hilde.pk).update(lead_team_ids=[energie.pk])
    User.objects.filter(pk=other.pk).update(lead_team_ids=[winkel.pk])

    _mark(operator)
    spam = Notification.objects.count()
    _mark(operator, "phishing")

    assert spam == 0
    assert list(Notification.objects.values_list("user__name", "kind")) == [("Hilde", "phishing")]


def test_nothing_in_a_phishing_mail_can_be_clicked_or_fetched(ticket: Ticket, operator: User) -> None:
    before = html_for(operator, str(_mail())) or ""
    _mark(operator, "phishing")
    after = html_for(operator, f"{_mail()}+") or ""
    passed = passed_on(operator, _mail()).laid_out.html

    assert "evil.example/x" in before
    assert "hier" in after
    assert "evil.example" not in after + passed


def test_the_page_says_in_red_what_was_marked_and_by_whom(desk: Client, ticket: Ticket, operator: User) -> None:
    _mark(operator, "phishing")

    page = desk.get(f"/tickets/{ticket.number}/").content.decode()

    assert "Phishing:" in page
    assert "Nele Baert marked this mail" in page
    assert "alert--wrong" in page


def test_one_marks_blocks_and_takes_back_from_the_page_of_the_mail(desk: Client, ticket: Ticket) -> None:
    page = desk.get(f"/tickets/{ticket.number}/messages/{_mail()}/").content.decode()
    answer = desk.post(f"/mail/message/{_mail()}/mark/", {"mark": "spam", "block": "domain", "back": f"/tickets/{ticket.number}/"})
    marked = Email.objects.get().mark
    later = desk.get(f"/tickets/{ticket.number}/messages/{_mail()}/").content.decode()
    desk.post(f"/mail/message/{_mail()}/unmark/", {"back": f"/tickets/{ticket.number}/"})

    assert 'value="phishing"' in page
    assert (answer.headers["Location"], marked) == (f"/tickets/{ticket.number}/", "spam")
    assert BlockedSender.objects.get().pattern == "@spam.example"
    assert "Not spam" in later
    assert Email.objects.get().mark == ""


def test_what_cannot_be_blocked_leaves_the_mail_unmarked(desk: Client, mailbox: Mailbox) -> None:
    came(mailbox, sender="win@gmail.com")

    answer = desk.post(f"/mail/message/{_mail()}/mark/", {"mark": "spam", "block": "domain"})

    assert answer.status_code == 422
    assert Email.objects.get().mark == ""


def test_a_mail_of_ours_is_no_spam(ticket: Ticket, operator: User) -> None:
    actions.reply(ticket.number, text="Dag", to=SPAMMER, by=operator, at=MONDAY_9AM, dedupe_key="een")

    with pytest.raises(NotIncoming):
        mark_mail(Message.objects.get(direction="out").pk, "spam", by=operator, at=MONDAY_9AM)


def test_a_mail_one_may_not_see_is_not_there(mailbox: Mailbox, winkel: Team) -> None:
    Mailbox.objects.update(team=winkel)
    Team.objects.filter(pk=winkel.pk).update(default_level=Level.RESTRICTED)
    came(Mailbox.objects.select_related("team").get())

    with pytest.raises(NotFound):
        mark_mail(_mail(), "spam", by=a_user("operator"), at=MONDAY_9AM)


def test_programs_mark_and_block_too(client: Client, ticket: Ticket, supervisor: User) -> None:
    client.force_login(supervisor)

    marked = client.put(f"/api/v1/mail/messages/{_mail()}/mark", {"mark": "phishing"}, content_type="application/json")
    blocked = client.post("/api/v1/mail/blocked", {"pattern": "@spam.example", "why": "x"}, content_type="application/json")
    listed = client.get("/api/v1/mail/blocked").json()["items"]
    freed = client.delete(f"/api/v1/mail/blocked/{listed[0]['id']}")
    unmarked = client.delete(f"/api/v1/mail/messages/{_mail()}/mark")

    assert (marked.status_code, marked.json()["mark"]) == (200, "phishing")
    assert (blocked.status_code, listed[0]["pattern"], listed[0]["by"]) == (201, "@spam.example", "Sofie Leroy")
    assert (freed.status_code, unmarked.json()["mark"], BlockedSender.objects.count()) == (204, "", 0)


def test_the_page_of_blocked_senders_blocks_and_unblocks_and_keeps_what_was_typed(client: Client, supervisor: User) -> None:
    client.force_login(supervisor)

    wrong = client.post("/settings/email/blocked/new/", {"pattern": "nobody", "why": "Reclame"})
    client.post("/settings/email/blocked/new/", {"pattern": "@spam.example", "why": "Reclame"})
    page = client.get("/settings/email/blocked/").content.decode()
    client.post(f"/settings/email/blocked/{BlockedSender.objects.get().pk}/remove/")

    assert (wrong.status_code, 'value="Reclame"' in wrong.content.decode()) == (422, True)
    assert "@spam.example" in page
    assert "Sofie Leroy" in page
    assert not BlockedSender.objects.exists()


def test_an_operator_blocks_a_sender_but_has_no_list_of_them(desk: Client, ticket: Ticket) -> None:
    desk.post(f"/mail/message/{_mail()}/mark/", {"mark": "spam", "block": "address"})

    assert BlockedSender.objects.get().pattern == SPAMMER
    assert desk.get("/settings/email/blocked/").status_code == 403


def test_selected_tickets_are_spam_at_once_and_one_without_mail_says_why_not(desk: Client, ticket: Ticket, operator: User) -> None:
    other = a_ticket(by=operator)

    desk.post("/tickets/bulk/", {"verb": "spam", "selected": [f"{ticket.number}:1", f"{other.number}:1"]})
    page = desk.get("/tickets/?view=all").content.decode()

    assert [each.state for each in Ticket.objects.order_by("pk")] == ["closed", "new"]
    assert "No mail came in on ticket" in page
