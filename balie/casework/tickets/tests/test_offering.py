from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.casework.tickets import actions
from balie.casework.tickets.models import Notification, Ticket, Transfer
from balie.casework.tickets.queries.given import given_to, refused_for
from balie.casework.tickets.testing import a_ticket
from balie.conversation.email.models import Mailbox
from balie.foundation.errors import Invalid, NotAllowed

LATER = MONDAY_9AM + timedelta(minutes=5)


@pytest.fixture
def expert(winkel: Team) -> User:
    return a_user("operator", username="an", name="An", language="en", teams=[winkel])


def passed(by: User, *, team: Team | None = None, owner: User | None = None, **fields: object) -> Ticket:
    ticket = a_ticket(owner=by, state="open", **fields)
    return actions.transfer(ticket.number, team=team, owner=owner, reason="needs a technician", by=by, at=MONDAY_9AM)


def state_of(ticket: Ticket) -> str:
    return Transfer.objects.filter(ticket=ticket).latest("pk").state


@pytest.mark.decree("S2.3")
def test_what_the_receiver_refuses_comes_back_with_the_reason(operator: User, expert: User, energie: Team, winkel: Team) -> None:
    ticket = passed(operator, team=winkel, team_id=energie.pk)

    actions.refuse_transfer(ticket.number, reason="we sell, we do not repair", by=expert, at=LATER)

    ticket.refresh_from_db()
    transfer = Transfer.objects.get(ticket=ticket)
    assert (ticket.owner, ticket.team) == (operator, energie)
    assert (transfer.state, transfer.refusal, transfer.answered_by) == ("refused", "we sell, we do not repair", expert)
    assert Notification.objects.filter(user=operator, ticket=ticket, kind="refused").exists()


def test_taking_what_was_passed_on_takes_it_up(operator: User, expert: User, winkel: Team) -> None:
    ticket = passed(operator, team=winkel)

    actions.take(ticket.number, by=expert, at=LATER)

    assert state_of(ticket) == "accepted"


def test_who_got_it_by_name_takes_it_up_or_refuses_and_nobody_else(operator: User, colleague: User, expert: User) -> None:
    ticket = passed(operator, owner=expert)

    with pytest.raises(NotAllowed):
        actions.refuse_transfer(ticket.number, reason="not for us", by=colleague, at=LATER)
    actions.accept_transfer(ticket.number, by=expert, at=LATER)

    assert state_of(ticket) == "accepted"


def test_refusing_asks_why_and_once(operator: User, expert: User) -> None:
    ticket = passed(operator, owner=expert)

    with pytest.raises(Invalid):
        actions.refuse_transfer(ticket.number, reason=" ", by=expert, at=LATER)
    actions.refuse_transfer(ticket.number, reason="not for me", by=expert, at=LATER)
    with pytest.raises(actions.NothingOffered):
        actions.refuse_transfer(ticket.number, reason="not for me", by=expert, at=LATER)


def test_what_is_passed_on_again_or_undone_waits_for_nobody(operator: User, colleague: User, expert: User) -> None:
    again = passed(operator, owner=expert)
    actions.transfer(again.number, owner=colleague, reason="after all", by=operator, at=LATER)
    undone = passed(operator, owner=expert)
    actions.undo(undone.number, by=operator, at=MONDAY_9AM + timedelta(minutes=1))

    assert [each.state for each in Transfer.objects.filter(ticket=again).order_by("pk")] == ["overtaken", "offered"]
    assert state_of(undone) == "overtaken"


def test_the_lead_of_either_team_sees_what_came_back(client: Client, operator: User, expert: User, energie: Team, winkel: Team) -> None:
    ticket = passed(operator, team=winkel, team_id=energie.pk)
    actions.refuse_transfer(ticket.number, reason="we sell, we do not repair", by=expert, at=LATER)
    leads = [a_user("lead", language="en", leads=[team]) for team in (energie, winkel)]
    stranger = a_user("lead", language="en")

    assert [len(refused_for(each)) for each in (*leads, stranger)] == [1, 1, 0]
    client.force_login(leads[0])
    assert "we sell, we do not repair" in client.get("/tickets/refused/").content.decode()


def test_the_ticket_tells_its_receiver_and_the_way_back_is_on_the_page(client: Client, operator: User, expert: User) -> None:
    ticket = passed(operator, owner=expert)
    client.force_login(expert)
    part = client.get(f"/tickets/{ticket.number}/given/", headers={"HX-Request": "true"}).content.decode()
    answer = client.post(f"/tickets/{ticket.number}/refuse/", {"refusal": "not for me"})
    client.force_login(operator)
    back = client.get(f"/tickets/{ticket.number}/given/", headers={"HX-Request": "true"}).content.decode()

    assert "Passed to you by Nele Baert:" in part
    assert "needs a technician" in part
    assert answer.status_code == 303
    assert "Sent back by An:" in back
    assert "not for me" in back


def test_a_program_refuses_too(client: Client, operator: User, expert: User) -> None:
    ticket = passed(operator, owner=expert)
    client.force_login(expert)

    answer = client.post(f"/api/v1/work/{ticket.number}/refuse", {"reason": "not for me"}, content_type="application/json")

    assert (answer.status_code, state_of(ticket)) == (204, "refused")


def test_an_offer_that_was_overtaken_elsewhere_is_not_sent_back(operator: User, colleague: User, expert: User, winkel: Team) -> None:
    ticket = passed(operator, team=winkel)
    Ticket.objects.filter(pk=ticket.pk).update(owner=colleague)  # by a handover or an escalation

    assert not given_to(expert, ticket.number, at=LATER).may_answer
    with pytest.raises(actions.NothingOffered):
        actions.refuse_transfer(ticket.number, reason="not for us", by=expert, at=LATER)

    assert Ticket.objects.get(pk=ticket.pk).owner == colleague


def test_answering_the_customer_takes_up_what_was_passed_on(operator: User, expert: User, winkel: Team, mailbox: Mailbox) -> None:
    ticket = passed(operator, team=winkel)

    actions.reply(ticket.number, text="Dag Jan", to="jan@klant.example", by=expert, at=LATER, dedupe_key="x")

    assert state_of(ticket) == "accepted"
