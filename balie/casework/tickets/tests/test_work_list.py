from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.casework.tickets import actions
from balie.casework.tickets.pages import due_next
from balie.casework.tickets.queries.work import work_for
from balie.casework.tickets.testing import a_ticket
from balie.conversation.promises.models import Promise
from balie.conversation.promises.testing import a_promise
from balie.records.customers.testing import a_customer

HOUR = timedelta(hours=1)
NOW = MONDAY_9AM


def shown(viewer: User, *, after: str = "", most: int = 50) -> list[str]:
    return [row.subject for row in work_for(viewer, at=NOW, after=after, most=most).rows]


@pytest.mark.decree("S4.3", "S4.4")
def test_the_list_holds_ones_own_and_nobodys_of_ones_teams_what_loses_most_first(
    operator: User, colleague: User, energie: Team, winkel: Team
) -> None:
    a_ticket(subject="without promise", team=energie, opened_at=NOW - 3 * HOUR)
    a_ticket(subject="mine, late", owner=operator, state="open", due_at=NOW - HOUR)
    a_ticket(subject="my team's, soon", team=energie, due_at=NOW + HOUR)
    a_ticket(subject="critical, later", team=energie, due_at=NOW + 5 * HOUR, priority=1)
    a_ticket(subject="a colleague's", team=energie, owner=colleague, state="open", due_at=NOW)
    a_ticket(subject="another team's", team=winkel, due_at=NOW)
    a_ticket(subject="waits", owner=operator, state="customer", due_at=NOW)
    a_ticket(subject="shared", team=winkel, also_team_ids=[energie.pk], due_at=NOW + 2 * HOUR)

    assert shown(operator) == ["critical, later", "mine, late", "my team's, soon", "shared", "without promise"]


def test_ones_promises_stand_in_their_place_and_a_lead_sees_the_late_ones(operator: User, energie: Team) -> None:
    a_ticket(subject="before", owner=operator, state="open", due_at=NOW + HOUR)
    a_ticket(subject="after", owner=operator, state="open", due_at=NOW + 3 * HOUR)
    a_promise(operator, what="Ik bel terug", due_at=NOW + 2 * HOUR)
    lead = a_user("lead", leads=[energie])

    assert shown(operator) == ["before", "Ik bel terug", "after"]
    assert [row.subject for row in work_for(lead, at=NOW + 2.5 * HOUR).rows] == ["Ik bel terug"]
    assert [row.subject for row in work_for(lead, at=NOW + 1.5 * HOUR).rows] == []


def test_pages_go_on_by_key_through_rows_of_one_moment_none_lost_none_doubled(operator: User, energie: Team) -> None:
    due = NOW + HOUR
    for number in range(4):
        a_ticket(subject=f"ticket {number}", team=energie, due_at=due)
        a_promise(operator, what=f"promise {number}", due_at=due)
        a_ticket(subject=f"mine {number}", owner=operator, state="open", due_at=due)
    whole = shown(operator)

    for size in (1, 2, 3, 5):
        seen, after = [], ""
        for _page in range(20):
            page = work_for(operator, at=NOW, after=after, most=size)
            seen += [row.subject for row in page.rows]
            after = page.next
            if not after:
                break
        assert seen == whole

    assert len(whole) == 12


@pytest.mark.parametrize("after", ["x", "1~2", "1~9~1", "~~", "99999999999999999999~0~1", "1~0~-"])
def test_an_odd_key_starts_at_the_beginning(operator: User, after: str) -> None:
    a_ticket(subject="first", owner=operator, state="open")

    assert shown(operator, after=after) == ["first"]


def test_each_row_says_why_it_stands_there(desk: Client, operator: User, energie: Team) -> None:
    now = timezone.now()
    a_ticket(subject="late", team=energie, due_at=now - 12.5 * timedelta(minutes=1), due_metric="first", priority=2)
    a_ticket(subject="oldest", owner=operator, state="open", opened_at=now - HOUR)
    a_ticket(subject="asked", owner=operator, state="open", answer_due_since=now - HOUR)
    a_promise(operator, what="Ik bel terug", at=now, due_at=now + HOUR, customer=a_customer(family_name="Peeters"))

    page = desk.get("/work/").content.decode()

    for words in ("first response", "12 min late", "no promise, oldest", "no promise, the customer waits", "you promised", "Peeters"):
        assert words in page
    assert 'data-key="G"' in page


def test_the_list_alone_is_fetched_again(desk: Client, operator: User) -> None:
    a_ticket(subject="only", owner=operator, state="open")

    part = desk.get("/work/", headers={"HX-Request": "true", "HX-Request-Type": "partial"}).content.decode()

    assert "only" in part
    assert "<html" not in part
    assert f"nudge:tickets:user:{operator.pk}" in part
    whole = desk.get("/work/").content.decode()
    assert whole.count('id="work-list"') == whole.count('id="work"') == 1  # the latter is the shell's


def test_the_waiting_list_has_tickets_and_promises_in_one_order(operator: User) -> None:
    a_ticket(subject="second", owner=operator, state="open", due_at=NOW + 2 * HOUR)
    a_promise(operator, what="first", due_at=NOW + HOUR)

    assert [row.words for row in due_next(operator, NOW).rows] == ["first", "second"]


def test_a_promise_one_was_reminded_of_stands_out(operator: User) -> None:
    promise = a_promise(operator, due_at=NOW + HOUR)
    before = due_next(operator, NOW).rows[0].share
    Promise.objects.filter(pk=promise.pk).update(reminded_at=NOW)

    assert (before, due_next(operator, NOW).rows[0].share) == (None, 0.9)


def test_waiting_takes_a_ticket_out_and_the_customers_word_brings_it_back_in(operator: User) -> None:
    ticket = a_ticket(subject="only", owner=operator, state="open")

    actions.set_state(ticket.number, "customer", by=operator, at=NOW)
    assert shown(operator) == []
    actions.set_state(ticket.number, "open", by=operator, at=NOW)
    assert shown(operator) == ["only"]


def test_a_program_reads_the_same(desk: Client, operator: User) -> None:
    a_ticket(subject="only", owner=operator, state="open", due_at=NOW, due_metric="solution")
    a_promise(operator, what="Ik bel terug", due_at=NOW + HOUR)

    items = desk.get("/api/v1/work").json()["items"]

    assert [(each["kind"], each["metric"], each["subject"]) for each in items] == [
        ("ticket", "solution", "only"),
        ("promise", "", "Ik bel terug"),
    ]
