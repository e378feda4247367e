from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.telephony.rules import Limits, Outcome, Usage, Verdict, is_emergency, is_owed_a_call, may_call, number_of

OPEN = Limits(is_on=True, regions=frozenset({"BE"}))
limits = st.builds(
    Limits,
    is_on=st.booleans(),
    regions=st.frozensets(st.sampled_from(["BE", "NL", "FR"])),
    prefixes=st.lists(st.sampled_from(["+32900", "+371"])).map(tuple),
    at_once_each=st.integers(0, 3),
    calls_a_day_each=st.integers(0, 3),
    minutes_a_day=st.integers(0, 3),
)
usages = st.builds(Usage, at_once=st.integers(0, 5), calls_today=st.integers(0, 5), minutes_today=st.integers(0, 5))


@given(st.sampled_from(["112", "100", "101", "1 1 2", "107", "110", "116000", "1813", "070 245 245"]), limits, usages, st.booleans())
def test_help_is_never_blocked(number: str, given_limits: Limits, usage: Usage, is_open: bool) -> None:
    assert may_call(number, given_limits, usage, is_open=is_open) is Verdict.EMERGENCY


@given(st.text(alphabet="0123456789+*#ab ", max_size=20), usages, st.booleans())
def test_as_it_begins_nobody_is_called_but_for_help(number: str, usage: Usage, is_open: bool) -> None:
    assert may_call(number, Limits(), usage, is_open=is_open).is_yes == is_emergency(number)


@pytest.mark.parametrize(
    ("number", "verdict"),
    [
        ("0470 12 34 56", Verdict.ALLOWED),
        ("+32 2 555 12 34", Verdict.ALLOWED),
        ("0900 12 345", Verdict.DEAR),
        ("070 34 56 78", Verdict.DEAR),
        ("+31 20 555 1234", Verdict.COUNTRY),
        ("+882 13 300 000", Verdict.COUNTRY),
        ("00371 2000 0000", Verdict.COUNTRY),
        ("12", Verdict.UNREADABLE),
        ("1120", Verdict.UNREADABLE),
        ("hello", Verdict.UNREADABLE),
        ("", Verdict.UNREADABLE),
    ],
)
def test_who_may_be_called_where_belgium_is_allowed(number: str, verdict: Verdict) -> None:
    assert may_call(number, OPEN, Usage(), is_open=True) is verdict


def test_a_beginning_allowed_by_name_opens_what_costs_more() -> None:
    allowed = Limits(is_on=True, prefixes=("+32900",))

    assert may_call("0900 12 345", allowed, Usage(), is_open=True) is Verdict.ALLOWED
    assert may_call("0470 12 34 56", allowed, Usage(), is_open=True) is Verdict.COUNTRY


@pytest.mark.parametrize(
    ("usage", "is_open", "verdict"),
    [
        (Usage(at_once=1), True, Verdict.AT_ONCE),
        (Usage(calls_today=100), True, Verdict.CALLS_A_DAY),
        (Usage(minutes_today=600), True, Verdict.MINUTES_A_DAY),
        (Usage(), False, Verdict.CLOSED),
    ],
)
def test_the_caps_hold(usage: Usage, is_open: bool, verdict: Verdict) -> None:
    assert may_call("0470123456", OPEN, usage, is_open=is_open) is verdict


@given(limits, usages, usages)
def test_who_used_more_may_never_more(given_limits: Limits, one: Usage, more: Usage) -> None:
    both = Usage(
        at_once=one.at_once + more.at_once,
        calls_today=one.calls_today + more.calls_today,
        minutes_today=one.minutes_today + more.minutes_today,
    )

    if may_call("0470123456", given_limits, both, is_open=True).is_yes:
        assert may_call("0470123456", given_limits, one, is_open=True).is_yes


@given(st.text(max_size=30))
def test_what_is_typed_is_a_number_or_nothing(typed: str) -> None:
    number = number_of(typed)

    assert number == "" or number.lstrip("+").isdigit()
    assert number_of(number) == number


def test_who_is_called_back() -> None:
    owed = {each for each in Outcome if is_owed_a_call(each, is_incoming=True, was_answered=False)}

    assert owed == {Outcome.ABANDONED, Outcome.OUT_OF_HOURS, Outcome.LOST, Outcome.MESSAGE}
    assert not any(is_owed_a_call(each, is_incoming=True, was_answered=True) for each in Outcome)
    assert not any(is_owed_a_call(each, is_incoming=False, was_answered=False) for each in Outcome)
