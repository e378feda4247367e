from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.text.placeholders import fill, names_in, unknown_in


def test_known_placeholders_are_filled_and_unknown_ones_stay_visible() -> None:
    filled = fill("Dag {customer.salutation}, ticket {ticket.nummer}", {"customer.salutation": "mevrouw Peeters"})

    assert filled == "Dag mevrouw Peeters, ticket {ticket.nummer}"


def test_a_value_is_never_read_again() -> None:
    assert fill("{a}", {"a": "{b}", "b": "secret"}) == "{b}"


@pytest.mark.parametrize("text", ["{{ 7*7 }}", "{% if x %}", "${7*7}", "{__class__}", "{0}", "#{7}", "{a!r}", "{a:>9}"])
def test_template_languages_stay_literal(text: str) -> None:
    assert fill(text, {"a": "1"}) == text


@given(st.text())
def test_text_without_placeholders_is_unchanged(text: str) -> None:
    assert fill(text, {}) == text


def test_the_writer_is_told_of_unknown_placeholders() -> None:
    assert unknown_in("{b} {a.c} {known}", {"known"}) == ["a.c", "b"]
    assert names_in("{a} {a}") == {"a"}
