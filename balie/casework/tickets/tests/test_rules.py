from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.access.accounts.testing import MONDAY_9AM
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
