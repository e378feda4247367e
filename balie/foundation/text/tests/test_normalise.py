from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.text.normalise import digits, one_line, plain


def test_accents_case_and_punctuation_do_not_count() -> None:
    assert plain("  Van den Bröeck-Œuvré, Ĳsbrand ") == "van den broeck oeuvre ijsbrand"


@given(st.text())
def test_plain_twice_is_plain_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text())
def test_one_line_has_no_line_break_and_is_stable(text: str) -> None:
    line = one_line(text)

    assert len(line.splitlines()) <= 1
    assert one_line(line) == line


def test_only_plain_digits_are_digits() -> None:
    assert digits("+32 470/12.34.56 ٣") == "32470123456"
