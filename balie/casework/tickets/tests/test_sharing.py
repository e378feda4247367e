"""One mail to two of our addresses is one ticket, of both teams."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import a_user
from balie.casework.tickets.models import Notification, Ticket
from balie.casework.tickets.queries import lists
from balie.casework.tickets.queries.lists import Filters, counts_for, tickets_for
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
    return Ticket.objects.latest("pk")


def test_a_closed_ticket_is_seen_by_both_teams_and_by_no_other(
    mailbox: Mailbox, shop: Mailbox, energie: Team, winkel: Team, operator: User, seller: User
) -> None:
    close(energie, winkel)

    ticket = mail_to(mailbox, shop)

    stranger = a_user("operator", username="vreemd")
    seeing = [Ticket.objects.visible_to(each).filter(pk=ticket.pk).exists() for each in (operator, seller, stranger)]
    assert (ticket.level, ticket.team, seeing) == (1, energie, [True, True, False])
    assert [Contact.objects.visible_to(each).exists() for each in (operator, seller, stranger)] == [True, True, False]


@pytest.mark.parametrize("sort", ["changed", "oldest", "waiting", "priority", "number"])
def test_both_teams_have_it_in_their_list_once_and_in_its_count(
    mailbox: Mailbox, shop: Mailbox, winkel: Team, energie: Team, operator: User, seller: User, sort: str
) -> None:
    own = a_ticket(team=winkel, answer_due_since=timezone.now())

    shared = mail_to(mailbox, shop)

    both = a_user("operator", username="bo", teams=[energie, winkel])
    listed = {each: [row.number for row in tickets_for(each, Filters(view="team", sort=sort)).rows] for each in (operator, seller, both)}
    assert listed[operator] == [shared.number]
    assert sorted(listed[seller]) == sorted(listed[both]) == sorted([shared.number, own.number])
    assert [counts_for(each)["team"] for each in (operator, seller, both)] == [1, 2, 2]


def test_a_page_of_the_team_goes_on_after_its_last_row(
    mailbox: Mailbox, shop: Mailbox, winkel: Team, seller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGE", 1)
    own = a_ticket(team=winkel, changed_at=timezone.now() - timedelta(days=1))
    shared = mail_to(mailbox, shop)
    lists._PAGE._statements.clear()

    first = tickets_for(seller, Filters(view="team"))
    second = tickets_for(seller, Filters(view="team", after=first.next))

    lists._PAGE._statements.clear()
    assert [row.number for page in (first, second) for row in page.rows] == [shared.number, own.number]
    assert second.next == ""


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
    assert desk.get(f"/api/v1/tickets/{ticket.number}").json()["also_teams"] == [seller.teams.get().key]


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
