"""What may be shown again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.web.rules import MOST_CHARACTERS, MOST_FIELDS, may_show_again

fields = st.lists(st.tuples(st.text("abc_", min_size=1, max_size=10), st.text(max_size=50)), min_size=1, max_size=MOST_FIELDS)


@given(fields)
def test_a_small_form_may_be_shown_again(typed: list[tuple[str, str]]) -> None:
    assert may_show_again(typed)


@given(fields, st.sampled_from(["password", "new_PASSWORD1", "csrfToken", "secret_answer", "code"]))
def test_a_form_with_a_secret_is_never_shown_again(typed: list[tuple[str, str]], name: str) -> None:
    assert not may_show_again([*typed, (name, "hunter2")])


def test_nothing_typed_is_nothing_to_show() -> None:
    assert not may_show_again([])


def test_a_long_form_is_not_shown_again() -> None:
    assert not may_show_again([("text", "x" * MOST_CHARACTERS)])
    assert not may_show_again([("text", "x")] * (MOST_FIELDS + 1))
