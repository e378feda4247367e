"""One verb on many tickets: what may be done to one may be done to many."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.permissions.levels import Level
from balie.casework.tickets import actions
from balie.casework.tickets.models import StateReason, Ticket
from balie.casework.tickets.testing import a_ticket
from balie.foundation.errors import Invalid
from balie.foundation.text.labels import label
from balie.foundation.ui.filters import number

pytestmark = pytest.mark.django_db


def bulk(desk: Client, verb: str, *tickets: Ticket, **typed: object) -> HttpResponse:
    selected = [f"{ticket.number}:{ticket.version}" for ticket in tickets]
    return desk.post("/tickets/bulk/", {"verb": verb, "selected": selected, **typed}, follow=True)


def test_an_operator_takes_many(desk: Client, operator: User) -> None:
    one, two = a_ticket(), a_ticket()

    bulk(desk, "take", one, two)

    assert set(Ticket.objects.filter(owner=operator)) == {one, two}


def test_an_operator_transfers_many_to_a_team_or_a_colleague(desk: Client, winkel: Team, colleague: User) -> None:
    one, two = a_ticket(), a_ticket()

    bulk(desk, "transfer", one, two, team=winkel.pk, owner=colleague.pk, reason="over laadpalen")

    assert set(Ticket.objects.filter(team=winkel, owner=colleague)) == {one, two}


def test_an_operator_sets_the_state_of_many_with_its_reason(desk: Client) -> None:
    one, two = a_ticket(), a_ticket()
    reason = StateReason.objects.create(key="meter", name=label("m", "m", "m", "m"), state="customer")

    bulk(desk, "state", one, two, state=f"customer:{reason.pk}")

    assert set(Ticket.objects.filter(state="customer", state_reason=reason)) == {one, two}


def test_an_operator_sets_the_priority_of_many(desk: Client) -> None:
    one, two = a_ticket(), a_ticket(impact=1)

    bulk(desk, "priority", one, two, urgency=1, impact="")

    assert sorted(Ticket.objects.values_list("priority", flat=True)) == [1, 2]


def test_an_operator_tags_many_beside_the_tags_they_have(desk: Client) -> None:
    one, two = a_ticket(tags=["meter"]), a_ticket()

    bulk(desk, "tag", one, two, tag="Laadpaal #urgent")

    assert sorted(Ticket.objects.values_list("tags", flat=True)) == [["laadpaal", "urgent"], ["meter", "laadpaal", "urgent"]]


def test_what_was_refused_is_listed_by_number_and_reason(desk: Client, winkel: Team) -> None:
    open_one, closed = a_ticket(), a_ticket(state="closed")

    page = bulk(desk, "transfer", open_one, closed, team=winkel.pk, reason="over laadpalen").content.decode()

    open_one.refresh_from_db()
    assert open_one.team == winkel
    assert f"{number(closed.number)}</a> Ticket {closed.number} is already closed." in page
    assert f"{number(open_one.number)}</a> " not in page.split("</ul>")[0].split("Not changed:")[1]


def test_what_was_refused_is_told_once(desk: Client) -> None:
    bulk(desk, "take", a_ticket(state="closed"))

    assert "Not changed:" not in desk.get("/tickets/").content.decode()


def test_a_ticket_that_changed_meanwhile_is_left_as_it_is(desk: Client, colleague: User) -> None:
    ticket = a_ticket()
    actions.set_state(ticket.number, "third", by=colleague, at=MONDAY_9AM)

    page = bulk(desk, "state", ticket, state="customer").content.decode()

    ticket.refresh_from_db()
    assert ticket.state == "third"
    assert "It was changed after you opened the list: look at it first." in page


def test_a_ticket_one_may_not_see_is_not_changed(desk: Client) -> None:
    hidden = a_ticket(level=Level.SECRET)

    page = bulk(desk, "tag", hidden, tag="mine").content.decode()

    hidden.refresh_from_db()
    assert hidden.tags == []
    assert "This does not exist, or you may not see it." in page


def test_a_transfer_without_a_reason_changes_nothing_at_all(desk: Client, winkel: Team) -> None:
    one, two = a_ticket(), a_ticket()

    answer = bulk(desk, "transfer", one, two, team=winkel.pk, reason="")

    assert answer.status_code == 422
    assert "Say in a few words why" in answer.content.decode()
    assert not Ticket.objects.filter(team=winkel).exists()


@pytest.mark.parametrize("verb", ["", "delete"])
def test_an_unknown_verb_is_refused(desk: Client, verb: str) -> None:
    assert bulk(desk, verb, a_ticket()).status_code == 422


def test_nothing_selected_is_said(desk: Client) -> None:
    answer = bulk(desk, "take")

    assert "Select the tickets first" in answer.content.decode()


def test_two_hundred_at_once_is_the_most() -> None:
    with pytest.raises(Invalid):
        actions.each_of(dict.fromkeys(range(201)), lambda _number, _version: None)


def test_tickets_are_taken_in_the_order_of_their_numbers() -> None:
    done: list[int] = []

    actions.each_of({3: None, 1: None, 2: None}, lambda number, _version: done.append(number))

    assert done == [1, 2, 3]


def test_a_reader_is_offered_nothing_and_may_nothing(client: Client) -> None:
    client.force_login(a_user("knowledge", language="en"))
    ticket = a_ticket()

    page = client.get("/tickets/?view=all").content.decode()

    assert "data-select" not in page
    assert client.post("/tickets/bulk/", {"verb": "take", "selected": [ticket.number]}).status_code == 403


def test_the_list_offers_an_operator_each_verb_with_the_version_on_screen(desk: Client) -> None:
    ticket = a_ticket()

    page = desk.get("/tickets/?view=all").content.decode()

    assert f'value="{ticket.number}:{ticket.version}"' in page
    assert all(f'name="verb" value="{verb}"' in page for verb in ("take", "transfer", "state", "priority", "tag"))
