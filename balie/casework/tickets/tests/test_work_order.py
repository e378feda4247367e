"""The order of the work list: reckoned by the database as by the rule, never changed by waiting, nobody left behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.rules import HEAD_STARTS, PATIENCE, shares, work_order
from balie.casework.tickets.testing import a_ticket

moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
priorities = st.integers(1, 4)
LONGEST = timedelta(days=30)


@given(priorities, moments, moments)
def test_the_sooner_promise_comes_first_at_one_priority(priority: int, one: datetime, other: datetime) -> None:
    def order(due_at: datetime) -> int:
        found = work_order("open", priority, due_at=due_at, answer_due_since=None, opened_at=MONDAY_9AM)
        assert found is not None
        return found

    assert (order(one) <= order(other)) == (int(one.timestamp()) <= int(other.timestamp()))


@given(st.lists(priorities, min_size=2, max_size=2), moments)
def test_what_presses_more_comes_first_at_one_moment(pair: list[int], due_at: datetime) -> None:
    high, low = sorted(pair)
    orders = [work_order("new", each, due_at=due_at, answer_due_since=None, opened_at=MONDAY_9AM) for each in (high, low)]

    assert orders == sorted(orders, key=lambda each: each or 0)


@given(priorities, priorities, moments, st.timedeltas(timedelta(0), LONGEST), st.timedeltas(timedelta(0), LONGEST))
def test_nobody_starves(waiting: int, newcomer: int, opened: datetime, promised: timedelta, theirs: timedelta) -> None:
    """Whatever is opened more than the longest promise and every head start later comes after."""
    bound = LONGEST + timedelta(seconds=max(HEAD_STARTS.values()) - min(HEAD_STARTS.values()) + max(PATIENCE.values()))
    later = opened + bound
    mine = work_order("open", waiting, due_at=opened + promised, answer_due_since=None, opened_at=opened)
    other = work_order("new", newcomer, due_at=later + theirs, answer_due_since=None, opened_at=later)

    assert mine is not None
    assert other is not None
    assert mine <= other


@pytest.mark.parametrize("state", ["customer", "third", "solved", "closed"])
def test_what_waits_or_ended_asks_for_no_work(state: str) -> None:
    assert work_order(state, 1, due_at=MONDAY_9AM, answer_due_since=None, opened_at=MONDAY_9AM) is None


@given(st.integers(0, 500), st.integers(1, 30))
def test_shares_are_even(count: int, places: int) -> None:
    got = [shares(count, places).count(place) for place in range(places)]

    assert sum(got) == count
    assert max(got) - min(got) <= 1


@pytest.mark.decree("S4.3", "S4.4")
@pytest.mark.django_db
@pytest.mark.parametrize("state", ["new", "open", "customer", "third", "solved", "closed"])
@pytest.mark.parametrize("priority", [1, 2, 3, 4])
def test_the_database_reckons_as_the_rule(state: str, priority: int) -> None:
    asked = MONDAY_9AM + timedelta(minutes=7, microseconds=999_999)
    for due_at, answer_due_since in ((None, None), (None, asked), (asked, None), (MONDAY_9AM - timedelta(days=3, microseconds=1), asked)):
        ticket = a_ticket(state=state, priority=priority, due_at=due_at, answer_due_since=answer_due_since)

        kept = Ticket.objects.values_list("work_order", flat=True).get(pk=ticket.pk)

        assert kept == work_order(state, priority, due_at=due_at, answer_due_since=answer_due_since, opened_at=ticket.opened_at)
