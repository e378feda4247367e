"""A customer's mail long after the end makes a ticket of its own, linked with the old one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import User
from balie.access.permissions.levels import Level
from balie.casework.tickets import actions
from balie.casework.tickets.models import Ticket, TicketLink, TicketThread
from balie.conversation.email.actions import store_raw
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.models import Mailbox
from balie.conversation.email.testing import a_raw_mail
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
FIRST = "first@klant.example"


def _rule(days: int | None, category: Category | None = None) -> None:
    asks = {"asks_result": False, "asks_cause": False, "asks_told": False, "asks_steps": False}
    actions.save_closing_rule(category, **asks, reopen_days=days, by=None, at=timezone.now())


def _file(box: Mailbox, **fields: object) -> None:
    store_raw(box, a_raw_mail(sender="jan@post.example", **fields), at=timezone.now())  # type: ignore[arg-type]
    file_waiting()


def _ended(box: Mailbox, *, days: int, **fields: object) -> Ticket:
    """A ticket of a first mail that ended so many days ago."""
    _file(box, message_id=FIRST, subject="Geen stroom")
    at = timezone.now() - timedelta(days=days)
    Ticket.objects.update(state="solved", solved_at=at, answer_due_since=None, **fields)
    return Ticket.objects.get()


def _answer(box: Mailbox, **fields: object) -> None:
    _file(box, message_id="again@klant.example", in_reply_to=FIRST, subject="Re: Geen stroom", **fields)


@pytest.mark.decree("S2.4")
@pytest.mark.parametrize(("window", "days", "is_opened"), [(30, 29, True), (30, 31, False), (None, 900, True), (0, 1, False)])
def test_within_the_window_it_opens_again_after_it_another_follows(
    mailbox: Mailbox, window: int | None, days: int, is_opened: bool
) -> None:
    _rule(window)
    old = _ended(mailbox, days=days)

    _answer(mailbox)

    old.refresh_from_db()
    assert old.is_open == is_opened
    assert Ticket.objects.count() == (1 if is_opened else 2)


def test_the_follow_up_is_linked_both_ways_and_takes_the_mails_to_come(mailbox: Mailbox) -> None:
    _rule(30)
    old = _ended(mailbox, days=31)

    _answer(mailbox)
    _file(mailbox, message_id="third@klant.example", in_reply_to="again@klant.example", subject="Re: Geen stroom")

    new = Ticket.objects.exclude(pk=old.pk).get()
    link = TicketLink.objects.get()
    assert (link.ticket, link.to, link.kind) == (new, old, "follow_up")
    assert TicketThread.objects.get().ticket == new
    assert new.ticket_contacts.count() == 2


def test_both_tickets_say_so_in_words(desk: Client, operator: User, mailbox: Mailbox) -> None:
    _rule(30)
    old = _ended(mailbox, days=31)

    _answer(mailbox)

    new = Ticket.objects.exclude(pk=old.pk).get()
    assert "which ended too long ago to be opened again" in desk.get(f"/tickets/{new.number}/").content.decode()
    assert "follows this one up" in desk.get(f"/tickets/{old.number}/").content.decode()


def test_it_is_no_more_open_than_the_old_one(mailbox: Mailbox, operator: User) -> None:
    _rule(30)
    old = _ended(mailbox, days=31, level=Level.RESTRICTED, participant_ids=[operator.pk])

    _answer(mailbox)

    new = Ticket.objects.exclude(pk=old.pk).get()
    assert (new.level, new.participant_ids) == (Level.RESTRICTED, [operator.pk])


def test_the_rule_of_its_category_decides(mailbox: Mailbox) -> None:
    _rule(None)
    _rule(10, a_term(Category))
    _ended(mailbox, days=11, category=a_term(Category))

    _answer(mailbox)

    assert [each.category for each in Ticket.objects.all()] == [a_term(Category), a_term(Category)]


def test_an_automatic_answer_opens_nothing(mailbox: Mailbox) -> None:
    _rule(30)
    old = _ended(mailbox, days=31)

    _answer(mailbox, headers={"Auto-Submitted": "auto-replied"})

    old.refresh_from_db()
    assert Ticket.objects.count() == 1
    assert old.state == "solved"
