"""In which order solutions are tried."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.casework.problems.rules import Candidate, Ranked, Tried, chance, ranked

counts = st.integers(min_value=0, max_value=50).flatmap(lambda tried: st.tuples(st.just(tried), st.integers(min_value=0, max_value=tried)))
grades = st.sets(st.integers(min_value=1, max_value=3))


@st.composite
def candidates(draw: st.DrawFn, most: int = 5) -> list[Candidate]:
    number = draw(st.integers(min_value=0, max_value=most))
    found = []
    for pk in range(number):
        tried, worked = draw(counts)
        minutes = draw(st.integers(min_value=1, max_value=500))
        found.append(Candidate(pk, draw(grades), draw(grades), minutes, tried, worked, draw(st.sampled_from(Tried))))
    return found


def minutes_until_it_works(order: list[Ranked]) -> float:
    """On average, when each is tried until one works."""
    total, left = 0.0, 1.0
    for each in order:
        total, left = total + left * each.candidate.minutes, left * (1 - each.chance)
    return total


def a_way(pk: int, **fields: object) -> Candidate:
    given: dict[str, object] = {"urgencies": (), "impacts": (), "minutes": 10, "tried_count": 10, "worked_count": 5}
    return Candidate(pk, **given | fields)  # type: ignore[arg-type]


@given(found=candidates(most=5))
def test_no_other_order_of_what_suits_alike_takes_less_time_on_average(found: list[Candidate]) -> None:
    alike = [Candidate(each.id, (), (), each.minutes, each.tried_count, each.worked_count) for each in found]

    order = ranked(alike, urgency=2, impact=2)

    least = min(minutes_until_it_works(list(other)) for other in permutations(order))
    assert minutes_until_it_works(order) == pytest.approx(least)


@given(found=candidates(), urgency=st.none() | st.integers(1, 3), impact=st.none() | st.integers(1, 3))
def test_all_are_ranked_and_what_failed_here_comes_last(found: list[Candidate], urgency: int | None, impact: int | None) -> None:
    order = ranked(found, urgency=urgency, impact=impact)

    assert sorted(each.candidate.id for each in order) == [each.id for each in found]
    failed = [each.candidate.tried == Tried.FAILED for each in order]
    assert failed == sorted(failed)


@given(tried_and_worked=counts)
def test_it_is_never_certain_and_never_hopeless(tried_and_worked: tuple[int, int]) -> None:
    tried, worked = tried_and_worked

    assert 0 < chance(worked, tried) < 1
    assert chance(worked + 1, tried + 1) > chance(worked, tried + 1)


@pytest.mark.decree("S4.8")
def test_what_suits_urgency_and_impact_goes_before_what_is_quicker() -> None:
    suits, quicker = a_way(1, urgencies=(1,), minutes=60), a_way(2, urgencies=(3,), minutes=5)

    order = ranked([quicker, suits], urgency=1, impact=2)

    assert [each.candidate.id for each in order] == [1, 2]
    assert (order[0].suits_urgency, order[1].suits_urgency) == (True, False)


def test_where_nothing_is_known_of_urgency_nothing_is_held_against_it() -> None:
    order = ranked([a_way(1, urgencies=(1,))], urgency=None, impact=None)

    assert (order[0].suits_urgency, order[0].suits_impact) == (None, None)
