"""Answers: what was typed becomes a value of the variable's type, or is refused with the reason."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.operations.scripts.rules.document import Variable
from balie.operations.scripts.rules.values import READERS, WrongAnswer, read_value
from balie.operations.scripts.testing import a_choice, a_variable, said


def _variable(kind: str, **more: Any) -> Variable:
    return Variable.model_validate(a_variable(kind, **more))


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("text", " Gent ", "Gent"),
        ("number", "1 000", 1000),
        ("decimal", "3,5", 3.5),
        ("date", "3/12/2026", "2026-12-03"),
        ("date", "2026-12-03", "2026-12-03"),
        ("yes_no", "yes", True),
        ("yes_no", False, False),
        ("outcome", "solved", "solved"),
        ("phone", "0470 12 34 56", "+32470123456"),
        ("mail", " An@Shop.example ", "an@shop.example"),
        ("iban", "be68 5390 0754 7034", "BE68539007547034"),
    ],
)
def test_an_answer_is_read_as_its_type(kind: str, typed: object, value: object) -> None:
    assert read_value(_variable(kind), typed) == value


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("number", "3.5", "no_whole_number"),
        ("number", "many", "no_number"),
        ("number", True, "no_number"),
        ("decimal", "nan", "no_number"),
        ("date", "31/2/2026", "no_date"),
        ("date", "tomorrow", "no_date"),
        ("yes_no", "perhaps", "no_choice"),
        ("outcome", "maybe", "no_choice"),
        ("phone", "12", "no_phone"),
        ("mail", "an@", "no_mail"),
        ("iban", "BE68 5390 0754 7035", "no_iban"),
        ("text", 5, "no_text"),
        ("text", "", "missing"),
        ("text", "x" * 501, "too_long"),
    ],
)
def test_an_answer_of_the_wrong_type_is_refused_with_the_reason(kind: str, typed: object, code: str) -> None:
    with pytest.raises(WrongAnswer) as wrong:
        read_value(_variable(kind), typed)

    assert wrong.value.code == code


def test_bounds_and_forms_are_kept() -> None:
    for variable, typed, code in [
        (_variable("number", least=1), "0", "too_small"),
        (_variable("number", most=9), "10", "too_large"),
        (_variable("text", pattern="[0-9]{4}"), "Gent", "other_form"),
    ]:
        with pytest.raises(WrongAnswer, match=code):
            read_value(variable, typed)


def test_several_choices_are_kept_in_the_order_of_the_script_and_once() -> None:
    variable = Variable.model_validate(a_choice("a", "b", "c") | {"type": "choices"})

    assert read_value(variable, ["c", "a", "c"]) == ["a", "c"]


def test_what_is_not_required_may_be_left_open() -> None:
    assert read_value(_variable("date", required=False), " ") is None


@given(kind=st.sampled_from(sorted(READERS)), typed=st.one_of(st.text(), st.integers(), st.booleans(), st.floats(), st.lists(st.text())))
def test_whatever_is_typed_is_read_or_refused_and_reads_back_the_same(kind: str, typed: object) -> None:
    choices = {"choices": {"a": said("a"), "b": said("b")}} if kind in {"choice", "choices"} else {}
    variable = _variable(kind, required=False, **choices)
    try:
        value = read_value(variable, typed)
    except WrongAnswer:
        return

    assert value is None or read_value(variable, value) == value
