from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.identity import rules
from balie.conversation.identity.rules import Answered, Tier
from balie.records.customers.rules import bare_code, read_day, read_street

FACTS = ("number", "born_on", "postcode", "iban")
levels = st.sampled_from([1, 2, 3])
facts = st.sampled_from(FACTS)
answers = st.lists(st.builds(Answered, facts, st.booleans()), max_size=12)
tiers = st.builds(
    Tier,
    levels,
    st.lists(facts, unique=True, max_size=4).map(tuple),
    least=st.integers(0, 4),
    most_wrong=st.integers(1, 4),
    then=st.just("lead"),
    ways=st.lists(st.sampled_from(["mail", "number"]), unique=True).map(tuple),
)


def wrong_of(answered: list[Answered]) -> list[str]:
    return [each.fact for each in answered if not each.is_right]


def reach(known: list[Tier], answered: list[Answered], ways: tuple[str, ...] = ()) -> int:
    return rules.reached(known, answered, wrong=wrong_of(answered), ways=ways)


@given(st.lists(tiers, max_size=3), answers, facts)
def test_a_right_answer_never_lowers_and_a_wrong_one_never_raises(known: list[Tier], answered: list[Answered], fact: str) -> None:
    before = reach(known, answered)

    assert reach(known, [*answered, Answered(fact, is_right=True)]) >= before
    assert reach(known, [*answered, Answered(fact, is_right=False)]) <= before


@given(st.lists(tiers, max_size=3), answers)
def test_what_is_reached_is_met_by_an_open_tier(known: list[Tier], answered: list[Answered]) -> None:
    level, right = reach(known, answered), rules.right_facts(answered)

    met = [tier for tier in known if tier.level == level and len(right & set(tier.facts)) >= tier.least]
    assert level == 0 or any(not rules.is_closed(tier, wrong_of(answered)) for tier in met)


@given(tiers, answers)
def test_a_closed_tier_is_never_reached_however_the_customer_is_recognised(tier: Tier, answered: list[Answered]) -> None:
    closed = [Answered(fact, is_right=False) for fact in tier.facts[:1]] * tier.most_wrong

    if closed:
        assert reach([tier], [*closed, *answered], ways=("mail", "number")) == 0


@given(tiers, answers, st.sets(facts))
def test_answering_rightly_what_lacks_reaches_the_tier(tier: Tier, answered: list[Answered], held: set[str]) -> None:
    lack = rules.lack(tier, answered, held=held)
    more = [*answered, *(Answered(fact, is_right=True) for fact in lack.facts[: lack.least])]

    assert rules.lack(tier, more, held=held).least == 0 if lack.can_reach else len(lack.facts) < lack.least
    assert set(lack.facts) <= held & set(tier.facts)


@given(st.lists(tiers, max_size=3), answers)
def test_another_s_facts_are_asked_once_and_the_last_answer_holds(known: list[Tier], answered: list[Answered]) -> None:
    last = {each.fact: each.is_right for each in answered}

    assert rules.right_facts(answered) == {fact for fact, is_right in last.items() if is_right}


@pytest.mark.parametrize(
    ("purposes", "level"),
    [([], 2), ([1], 3), ([2], 0), ([1, 2], 3), ([9], 2)],
)
def test_a_verb_takes_the_most_that_one_of_the_purposes_asks(purposes: list[int], level: int) -> None:
    demands = {("change", 1): 3, ("change", 2): 0, ("change", None): 2}

    assert rules.needed("change", purposes, demands, usual=1) == level
    assert rules.needed("other", purposes, demands, usual=1) == 1


@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=4))
def test_an_answer_matches_only_what_reads_the_same(answer: str, known: list[str]) -> None:
    read = bare_code(answer)

    assert rules.is_match(answer, known, bare_code) == (bool(read) and read in {bare_code(each) for each in known})


@pytest.mark.parametrize(
    ("typed", "kept", "read"),
    [
        ("be68 5390 0754 7034", "BE68539007547034", bare_code),
        ("3/5/1985", "1985-05-03", read_day),
        ("03051985", "1985-05-03", read_day),
        ("3.05.1985", "1985-05-03", read_day),
        ("Kerkstraat 12 A", "Kerkstraat 12A", read_street),
        ("rue de l'eglise 4", "Rue de l’Église 4", read_street),
    ],
)
def test_an_answer_is_right_however_it_is_written(typed: str, kept: str, read: Callable[[str], str]) -> None:
    assert rules.is_match(typed, [kept], read)


@pytest.mark.parametrize("typed", ["31/2/1985", "yesterday", "85", ""])
def test_what_is_no_day_is_read_as_nothing(typed: str) -> None:
    assert read_day(typed) == ""
