from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.statements.page_keys import BIGGEST, moment_in, number_in


@given(st.integers(-BIGGEST, BIGGEST))
def test_a_number_the_database_holds_is_read(number: int) -> None:
    assert number_in(str(number)) == number


@pytest.mark.parametrize("text", ["", "-", "--5", "1e3", "1_000", " 1", "٣", "9" * 19, "9" * 5000, str(BIGGEST + 1), "\x00"])
def test_any_other_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        number_in(text)


@given(st.datetimes(datetime(1900, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC)))
def test_a_moment_is_read_as_it_was_written(moment: datetime) -> None:
    assert moment_in(moment.isoformat()) == moment


@pytest.mark.parametrize(
    "text", ["", "2026-11-23", "2026-13-45T00:00:00+00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "9" * 5000]
)
def test_a_moment_without_offset_or_at_the_ends_of_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        moment_in(text)
