"""Whether a question needs a ticket, as the rules say it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.casework.tickets.judging import MOST, Asked, Kind, Known, Rule, alike, judge, likely

words = st.sampled_from(["", "de meter knippert rood", "factuur van januari klopt niet", "De méter knippert!", "ja"])
known = st.lists(
    st.builds(
        Known,
        number=st.integers(1, 10**6),
        words=words,
        category=st.none() | st.integers(1, 3),
        purpose=st.none() | st.integers(1, 2),
        is_open=st.booleans(),
        is_incident=st.booleans(),
        changed=st.floats(0, 9),
    ),
    max_size=10,
    unique_by=lambda each: each.number,
)
asked = st.builds(
    Asked,
    words=words,
    categories=st.frozensets(st.integers(1, 3)),
    purpose=st.none() | st.integers(1, 2),
    asks_for=st.sampled_from(["", "answer", "ticket"]),
    is_told=st.booleans(),
)


@given(asked, known)
def test_the_advice_does_not_hang_on_the_order_and_names_at_most_five(question: Asked, tickets: list[Known]) -> None:
    found = likely(question, tickets)

    assert likely(question, tickets[::-1]) == found
    assert len(found) <= MOST


@given(asked, known)
def test_a_ticket_is_added_to_only_when_it_is_open_and_the_same(question: Asked, tickets: list[Known]) -> None:
    found = likely(question, tickets)
    judgement = judge(question, found)
    named = next((each for each in found if each.number == judgement.number), None)

    assert judgement.kind != Kind.ADD or (named is not None and named.is_open and named.is_same)
    assert (judgement.rule in {Rule.SAME, Rule.INCIDENT, Rule.AGAIN}) <= (named is not None)


@given(asked, known)
def test_the_same_open_ticket_always_comes_before_a_new_one(question: Asked, tickets: list[Known]) -> None:
    same = [each for each in tickets if each.is_open and not each.is_incident and each.category in question.categories]

    if same and len(tickets) <= MOST:
        assert judge(question, likely(question, tickets)).kind == Kind.ADD


@given(words, words)
def test_likeness_is_the_same_both_ways_and_whole_for_the_same_words(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)
    assert alike("factuur van januari", "FACTUUR van Januari!") == 100


@pytest.mark.parametrize(
    ("question", "kind", "rule"),
    [
        (Asked("x", asks_for="answer"), Kind.ANSWER, Rule.AT_ONCE),
        (Asked("x", asks_for="ticket", is_told=True), Kind.NEW, Rule.ALWAYS),
        (Asked("x", is_told=True), Kind.ANSWER, Rule.TOLD),
        (Asked("x"), Kind.NEW, Rule.NOT_YET),
    ],
)
def test_without_other_tickets_the_purpose_and_what_was_told_decide(question: Asked, kind: Kind, rule: Rule) -> None:
    judgement = judge(question, [])

    assert (judgement.kind, judgement.rule) == (kind, rule)
