"""The rules of who is given what: total, deterministic, nobody twice, nobody starving."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.routing.rules import (
    COOL_DOWNS,
    Misfit,
    Operator,
    State,
    Work,
    choose_work,
    cool_down,
    in_order,
    may_choose,
    misfit,
)

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LANGUAGES = ("nl", "fr", "de")

works = st.lists(
    st.builds(
        Work,
        id=st.integers(1, 500),
        order=st.integers(0, 50),
        language=st.sampled_from(LANGUAGES),
        skills=st.lists(st.tuples(st.integers(1, 3), st.integers(1, 5)), max_size=2).map(tuple),
        cools_until=st.none() | st.timedeltas(timedelta(hours=-1), timedelta(hours=1)).map(lambda span: NOW + span),
    ),
    max_size=30,
    unique_by=lambda work: work.id,
)
operators = st.lists(
    st.builds(
        Operator,
        id=st.integers(1, 100),
        languages=st.frozensets(st.sampled_from(LANGUAGES), min_size=1),
        skills=st.dictionaries(st.integers(1, 3), st.integers(1, 5)),
        held=st.integers(0, 2),
        most=st.integers(1, 3),
        since=st.none() | st.timedeltas(timedelta(0), timedelta(hours=8)).map(lambda span: NOW - span),
    ),
    max_size=8,
    unique_by=lambda operator: operator.id,
)


@given(works)
def test_the_order_of_work_is_total_and_does_not_hang_on_how_it_came(listed: list[Work]) -> None:
    mixed = listed.copy()
    random.Random(1).shuffle(mixed)

    assert in_order(mixed) == in_order(listed)
    assert len({(work.order, work.id) for work in listed}) == len(listed)


@given(works, operators)
def test_the_same_facts_give_the_same_choice_however_they_are_told(listed: list[Work], people: list[Operator]) -> None:
    mixed = listed[::-1]

    assert [choose_work(mixed, each, at=NOW).work for each in people] == [choose_work(listed, each, at=NOW).work for each in people]


@given(works, operators.filter(bool))
def test_work_goes_only_to_who_speaks_the_language_and_can_do_it(listed: list[Work], people: list[Operator]) -> None:
    for each in people:
        chosen = choose_work(listed, each, at=NOW).work

        assert chosen is None or misfit(chosen, each, at=NOW) is None
        assert chosen is not None or all(misfit(work, each, at=NOW) for work in listed)


@given(works, st.integers(1, 100))
def test_nobody_starves_whoever_comes_later_comes_after(listed: list[Work], newcomers: int) -> None:
    """Every piece of work is reached after those before it, however many come later."""
    anyone = Operator(1, frozenset(LANGUAGES), {1: 5, 2: 5, 3: 5}, most=1)
    waiting = [Work(each.id, each.order, each.language, each.skills) for each in listed]
    last = max((each.order for each in waiting), default=0)
    flood = [Work(1000 + number, last + 1 + number, "nl") for number in range(newcomers)]

    taken = []
    left = [*waiting, *flood]
    while len(taken) < len(waiting):
        chosen = choose_work(left, anyone, at=NOW).work
        assert chosen is not None
        taken.append(chosen.id)
        left.remove(chosen)

    assert set(taken) == {each.id for each in waiting}


@given(works, operators.filter(bool))
def test_what_was_passed_over_came_first_and_says_why(listed: list[Work], people: list[Operator]) -> None:
    choice = choose_work(listed, people[0], at=NOW)
    before = in_order(listed)[: len(choice.passed)]

    assert [each.id for each in choice.passed] == [work.id for work in before]
    assert [each.why for each in choice.passed] == [misfit(work, people[0], at=NOW) for work in before]


def test_a_language_a_skill_and_a_cool_down_each_keep_work_away() -> None:
    nele = Operator(1, frozenset({"nl"}), {1: 3})

    assert misfit(Work(1, 0, "fr"), nele, at=NOW) == Misfit.LANGUAGE
    assert misfit(Work(1, 0, "nl", ((1, 4),)), nele, at=NOW) == Misfit.SKILL
    assert misfit(Work(1, 0, "nl", (), NOW + timedelta(seconds=1)), nele, at=NOW) == Misfit.COOLING
    assert misfit(Work(1, 0, "nl", ((1, 3),), NOW), nele, at=NOW) is None


@pytest.mark.parametrize("old", ["", *State])
@pytest.mark.parametrize("new", ["", *State])
def test_each_pair_of_states_is_defined(old: str, new: str) -> None:
    """Nobody chooses to be rung or in conversation, and nobody on the line leaves it by a menu."""
    assert may_choose(old, new) == (new in {"", "available", "not_ready"} and old not in {"offered", "talking"})


def test_a_cool_down_grows_and_stays_at_its_longest() -> None:
    assert [cool_down(times) for times in (1, 2, 3, 9)] == [*COOL_DOWNS, COOL_DOWNS[-1]]
