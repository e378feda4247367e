"""Conditions: what they may name, what they cost, and what is unknown."""

from __future__ import annotations

import time

import pytest

from balie.operations.scripts.rules.expressions import WrongCondition, ensure_condition, holds, matches, names_in

TYPES = (("colour", "string"), ("count", "int"), ("customer.is_known", "bool"), ("wanted", "list"))


def test_a_condition_on_what_nobody_answered_does_not_hold_and_neither_does_its_opposite() -> None:
    assert not holds('colour == "red"', TYPES, {})
    assert not holds('colour != "red"', TYPES, {})
    assert holds('colour == "red" || count > 3', TYPES, {"count": 4})


def test_conditions_see_answers_and_facts() -> None:
    known = {"colour": "red", "count": 4, "customer.is_known": True, "wanted": ["a", "b"], "unheard.of": 1}

    assert holds('colour == "red" && count >= 4 && customer.is_known && "b" in wanted', TYPES, known)


@pytest.mark.parametrize("source", ["colour = 1", "__import__('os')", "colour.constructor", "1", "x" * 501, "(" * 200 + "true" + ")" * 200])
def test_what_is_no_condition_is_refused_with_a_reason(source: str) -> None:
    with pytest.raises(WrongCondition) as wrong:
        ensure_condition(source, TYPES)

    assert wrong.value.reason
    assert "\n" not in wrong.value.reason


def test_a_condition_that_would_count_for_hours_is_given_up_at_once() -> None:
    many = f"[{','.join(['1'] * 60)}]"
    source = f"{many}.all(a,{many}.all(b,{many}.all(c,a+b+c>count)))"
    begun = time.perf_counter()

    with pytest.raises(WrongCondition):
        holds(source, TYPES, {"count": 0})

    assert time.perf_counter() - begun < 0.5


def test_a_pattern_costs_time_by_the_length_of_the_text() -> None:
    begun = time.perf_counter()

    assert not matches("(a+)+b", "a" * 4000)

    assert time.perf_counter() - begun < 0.5
    assert matches("[0-9]{4}", "9000")
    assert not matches("[0-9]{4}", "9000 Gent")


def test_names_in_strings_are_no_names() -> None:
    assert names_in('colour == "count" && customer.is_known') == {"colour", "customer.is_known"}
