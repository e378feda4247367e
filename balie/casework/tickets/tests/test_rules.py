from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets import rules
from balie.casework.tickets.rules import (
    DEFAULT_MATRIX,
    OPEN,
    clean_tags,
    priority_of,
    state_after_answer,
    state_after_customer,
    team_after_take,
    wakes,
)

grades = st.integers(1, 3)
moments = st.integers(0, 10_000).map(lambda minutes: MONDAY_9AM + timedelta(minutes=minutes))
states = st.sampled_from(["new", "open", "customer", "third", "solved", "closed"])


@given(grades, grades, grades)
def test_more_urgency_or_impact_is_never_less_pressing(urgency: int, impact: int, other: int) -> None:
    worse = min(urgency, other)

    assert priority_of(DEFAULT_MATRIX, urgency=worse, impact=impact) <= priority_of(DEFAULT_MATRIX, urgency=urgency, impact=impact)
    assert priority_of(DEFAULT_MATRIX, urgency=impact, impact=worse) <= priority_of(DEFAULT_MATRIX, urgency=impact, impact=urgency)


def test_the_organisations_matrix_wins_over_the_default() -> None:
    assert priority_of({(1, 1): 4}, urgency=1, impact=1) == 4
    assert priority_of({(1, 1): 4}, urgency=1, impact=2) == 2


@given(states)
def test_after_a_word_of_the_customer_a_ticket_is_open(state: str) -> None:
    assert state_after_customer(state) in {"new", "open"}
    assert state_after_answer(state) != "new"


@given(states, moments, moments)
def test_only_a_wait_that_is_over_wakes(state: str, wake_at: object, at: object) -> None:
    awake = wakes(state, wake_at, at=at)  # type: ignore[arg-type]

    assert awake == (state in OPEN - {"new", "open"} and wake_at <= at)  # type: ignore[operator]


@given(st.lists(st.text(max_size=60), max_size=30))
def test_clean_tags_stay_as_they_are(tags: list[str]) -> None:
    clean = clean_tags(tags)

    assert len(clean) == len(set(clean)) <= 12
    assert all(tag and " " not in tag and len(tag) <= 40 for tag in clean)


@pytest.mark.parametrize(("typed", "kept"), [(["#Meter Kapot", "meter-kapot"], ["meter-kapot"]), (["", " "], [])])
def test_tags_are_words_joined_by_dashes(typed: list[str], kept: list[str]) -> None:
    assert clean_tags(typed) == kept


@given(st.none() | st.integers(1, 5), st.lists(st.integers(1, 5), unique=True), st.booleans())
def test_a_ticket_taken_ends_in_a_team_of_its_taker_or_stays(team_id: int | None, team_ids: list[int], is_everywhere: bool) -> None:
    after = team_after_take(team_id, team_ids=team_ids, is_everywhere=is_everywhere)

    assert after == team_id or (after == team_ids[0] and team_id not in team_ids)
    assert after in team_ids or not team_ids or (is_everywhere and after is not None)


closings = st.builds(rules.Closing, st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.one_of(st.none(), st.integers(0, 400)))


@given(closings, st.booleans(), st.booleans(), st.booleans(), st.integers(0, 3))
def test_only_what_is_asked_and_not_there_is_lacking(asks, has_result, has_cause, is_told, open_steps):
    lacks = rules.lacking(asks, has_result=has_result, has_cause=has_cause, is_told=is_told, open_steps=open_steps)

    expected = {
        "result": asks.result and not has_result,
        "cause": asks.cause and not has_cause,
        "told": asks.told and not is_told,
        "steps": asks.steps and open_steps > 0,
    }
    assert lacks == tuple(code for code, is_lacking in expected.items() if is_lacking)


@given(st.dictionaries(st.one_of(st.none(), st.integers(1, 5)), closings), st.lists(st.integers(1, 5), unique=True))
def test_the_nearest_rule_of_the_branch_holds_then_the_one_for_all(known, branch):
    found = rules.closing_of(known, branch)

    nearest = next((each for each in branch if each in known), None)
    assert found == (known[nearest] if nearest in known else rules.Closing())


@given(st.integers(0, 1000), st.one_of(st.none(), st.integers(0, 1000)))
def test_a_ticket_opens_again_up_to_the_last_moment_of_its_days(hours, days):
    ended = MONDAY_9AM
    at = ended + timedelta(hours=hours)

    assert rules.opens_again(ended, days, at=at) == (days is None or hours <= days * 24)
    assert rules.opens_again(None, days, at=at)


@given(st.one_of(st.none(), st.integers(0, 1000)), st.integers(0, 40))
def test_a_customer_is_asked_again_once_the_quiet_days_are_over(hours, days):
    last = None if hours is None else MONDAY_9AM - timedelta(hours=hours)

    assert rules.may_ask(last, days, at=MONDAY_9AM) == (hours is None or hours >= days * 24)


@given(*[st.one_of(st.none(), st.integers(-10, 10))] * 3)
def test_told_is_after_what_the_customer_said_last(told, waits, noted):
    told_at, waits_since, noted_at = (None if each is None else MONDAY_9AM + timedelta(hours=each) for each in (told, waits, noted))

    heard = [each for each in (told, noted) if each is not None]
    expected = any(each >= waits for each in heard) if waits is not None else bool(heard)
    assert rules.is_told(told_at=told_at, waits_since=waits_since, noted_at=noted_at) == expected
