"""One mail to two of our addresses is one ticket, of both teams."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import a_user
from balie.casework.tickets.models import Notification, Ticket
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.models import Contact
from balie.conversation.email.actions import store_raw
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.models import Mailbox
from balie.conversation.email.testing import a_mailbox, a_raw_mail

pytestmark = pytest.mark.django_db
BOTH = "energie@balie.example, winkel@balie.example"


@pytest.fixture
def shop(winkel: Team) -> Mailbox:
    return a_mailbox(team=winkel, address="winkel@balie.example")


@pytest.fixture
def seller(winkel: Team) -> User:
    return a_user("operator", username="wim", language="en", teams=[winkel])


def close(*teams: Team) -> None:
    for team in teams:
        team.default_level = 1
        team.save()


def mail_to(*boxes: Mailbox) -> Ticket:
    raw = a_raw_mail(to=BOTH, message_id="first@klant.example")
    for box in boxes:
        store_raw(Mailbox.objects.get(pk=box.pk), raw, at=timezone.now())
        file_waiting()
    return Ticket.objects.get()


def test_a_closed_ticket_is_seen_by_both_teams_and_by_no_other(
    mailbox: Mailbox, shop: Mailbox, energie: Team, winkel: Team, operator: User, seller: User
) -> None:
    close(energie, winkel)

    ticket = mail_to(mailbox, shop)

    stranger = a_user("operator", username="vreemd")
    seeing = [Ticket.objects.visible_to(each).filter(pk=ticket.pk).exists() for each in (operator, seller, stranger)]
    assert (ticket.level, ticket.team, seeing) == (1, energie, [True, True, False])
    assert [Contact.objects.visible_to(each).exists() for each in (operator, seller, stranger)] == [True, True, False]


def test_without_the_second_address_only_one_team_sees_it(mailbox: Mailbox, energie: Team, winkel: Team, seller: User) -> None:
    close(energie, winkel)

    ticket = mail_to(mailbox)

    assert not Ticket.objects.visible_to(seller).filter(pk=ticket.pk).exists()


def test_the_more_closed_of_both_teams_counts(mailbox: Mailbox, shop: Mailbox, winkel: Team, operator: User) -> None:
    close(winkel)

    ticket = mail_to(mailbox, shop)

    assert (ticket.level, Contact.objects.get().level) == (1, 1)
    assert Ticket.objects.visible_to(operator).exists()


def test_the_ticket_names_the_other_team_and_the_team_is_told(
    desk: Client, mailbox: Mailbox, shop: Mailbox, operator: User, seller: User
) -> None:
    ticket = mail_to(mailbox, shop)

    page = desk.get(f"/tickets/{ticket.number}/").content.decode()
    assert "also winkel" in page.lower()
    assert "sent to the team" in page
    assert [each.user for each in Notification.objects.filter(kind="shared")] == [seller]


def test_what_comes_later_is_for_both_teams_too(mailbox: Mailbox, shop: Mailbox, energie: Team, winkel: Team, seller: User) -> None:
    close(energie, winkel)
    mail_to(mailbox, shop)

    store_raw(mailbox, a_raw_mail(in_reply_to="first@klant.example"), at=timezone.now())
    file_waiting()

    assert Contact.objects.visible_to(seller).count() == 2


def test_the_same_mail_twice_to_one_team_shares_nothing(mailbox: Mailbox, energie: Team) -> None:
    second = a_mailbox(team=energie, address="winkel@balie.example")

    assert mail_to(mailbox, second).also_team_ids == []


def test_a_ticket_of_one_team_has_no_other(energie: Team) -> None:
    assert a_ticket(team=energie).also_team_ids == []
