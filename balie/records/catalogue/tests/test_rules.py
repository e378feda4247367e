from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.records.catalogue import rules
from balie.records.catalogue.rules import COMING, DAY, IN_FORCE, OVER, Period, left, period_of, standing, used_in

days = st.dates(date(1990, 1, 1), date(2120, 12, 31))
kinds = st.sampled_from([rules.TERM, rules.YEAR, rules.CALENDAR_YEAR, rules.MONTH])


@st.composite
def terms(draw) -> tuple[date, date | None]:
    """The first and the last day of a contract."""
    first = draw(days)
    return first, draw(st.none() | st.integers(0, 9000).map(lambda count: first + timedelta(days=count)))


@pytest.mark.decree("S5.1")
def test_a_contract_that_ended_yesterday_or_starts_tomorrow_is_not_in_force():
    today = date(2026, 11, 27)

    assert standing(date(2020, 1, 1), today - DAY, today) == OVER
    assert standing(today + DAY, None, today) == COMING
    assert standing(today, today, today) == IN_FORCE


@given(terms(), days)
def test_a_contract_is_in_force_on_exactly_its_days(term, on):
    first, last = term

    assert (standing(first, last, on) == IN_FORCE) == (first <= on <= (last or date.max))


@given(terms(), days)
def test_a_contract_comes_then_holds_then_is_over(term, on):
    order = [COMING, IN_FORCE, OVER]

    assert order.index(standing(*term, on)) <= order.index(standing(*term, on + DAY))


@given(kinds, terms(), days)
def test_a_period_lies_within_its_contract_and_holds_the_day(kind, term, on):
    first, last = term
    period = period_of(kind, first, last, on)

    assert first <= period.begins_on
    assert last is None or (period.ends_on is not None and period.ends_on <= last)
    if standing(first, last, on) == IN_FORCE:
        assert period.begins_on <= on <= (period.ends_on or date.max)


@given(kinds, terms(), days)
def test_every_day_of_a_period_has_that_period(kind, term, on):
    period = period_of(kind, *term, on)

    assert period_of(kind, *term, period.begins_on) == period
    assert period.ends_on is None or period_of(kind, *term, period.ends_on) == period


@given(kinds, terms(), days)
def test_periods_follow_one_another_without_a_gap(kind, term, on):
    first, last = term
    period = period_of(kind, first, last, on)

    if period.ends_on is not None and period.ends_on != last:
        assert period_of(kind, first, last, period.ends_on + DAY).begins_on == period.ends_on + DAY


@pytest.mark.parametrize(
    ("first", "on", "expected"),
    [
        (date(2024, 2, 29), date(2025, 2, 28), Period(date(2024, 2, 29), date(2025, 2, 28))),
        (date(2024, 2, 29), date(2025, 3, 1), Period(date(2025, 3, 1), date(2026, 2, 28))),
        (date(2024, 2, 29), date(2028, 3, 1), Period(date(2028, 2, 29), date(2029, 2, 28))),
        (date(2026, 7, 1), date(2027, 6, 30), Period(date(2026, 7, 1), date(2027, 6, 30))),
        (date(2026, 7, 1), date(2027, 7, 1), Period(date(2027, 7, 1), date(2028, 6, 30))),
    ],
)
def test_a_contract_year_begins_on_its_first_day(first, on, expected):
    assert period_of(rules.YEAR, first, None, on) == expected


def test_a_month_and_a_calendar_year_are_cut_by_the_contract():
    first, last = date(2026, 5, 20), date(2027, 2, 10)

    assert period_of(rules.MONTH, first, last, date(2026, 5, 25)) == Period(first, date(2026, 5, 31))
    assert period_of(rules.MONTH, first, last, date(2027, 2, 1)) == Period(date(2027, 2, 1), last)
    assert period_of(rules.CALENDAR_YEAR, first, last, date(2026, 12, 31)) == Period(first, date(2026, 12, 31))
    assert period_of(rules.TERM, first, last, date(2026, 12, 31)) == Period(first, last)
    assert period_of(rules.MONTH, first, None, date(2026, 12, 9)) == Period(date(2026, 12, 1), date(2026, 12, 31))


@given(kinds, terms(), days, st.dictionaries(days, st.integers(1, 9), max_size=20))
def test_each_use_within_a_contract_counts_in_one_period(kind, term, on, uses):
    first, last = term
    within = {day: quantity for day, quantity in uses.items() if standing(first, last, day) == IN_FORCE}

    periods = {period_of(kind, first, last, day) for day in within}

    assert sum(used_in(period, within) for period in periods) == sum(within.values())
    assert used_in(period_of(kind, first, last, on), within) <= sum(within.values())


@pytest.mark.decree("S5.1")
@given(st.integers(1, 1000), st.integers(0, 2000), st.integers(0, 100))
def test_what_is_left_and_what_is_used_make_the_whole_and_more_use_leaves_no_more(quantity, used, more):
    assert left(quantity, used) == max(0, quantity - used)
    assert left(quantity, used + more) <= left(quantity, used)
    assert left(None, used) is None
