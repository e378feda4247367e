from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.ui import relative

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LENGTHS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400))


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (48, "48 min"), (60, "1 h"), (190, "3 h 10"), (185, "3 h 05"), (690, "11 h"), (1440, "1 day"), (4000, "2 days")],
)
def test_a_length_has_its_two_largest_units_at_most(minutes: int, words: str) -> None:
    assert relative.span(timedelta(minutes=minutes)) == words


def test_a_promise_is_left_until_its_moment_and_late_after_it() -> None:
    assert relative.left(NOON + timedelta(minutes=12), NOON) == "12 min left"
    assert relative.left(NOON - timedelta(minutes=4), NOON) == "4 min late"


def test_under_a_minute_is_now() -> None:
    assert relative.ago(NOON - timedelta(seconds=59), NOON) == "just now"
    assert relative.until(NOON + timedelta(seconds=59), NOON) == "now"


def test_the_same_length_is_said_in_the_language_of_who_looks() -> None:
    said = []
    for language in ("nl", "fr", "nl"):
        with translation.override(language):
            said.append(relative.span(timedelta(hours=12)))

    assert said == ["12 u", "12 h", "12 u"]


@given(LENGTHS)
def test_from_a_week_on_a_date_says_more(length: timedelta) -> None:
    is_far = length >= relative.WEEK

    assert (relative.ago(NOON - length, NOON) == "") is is_far
    assert (relative.until(NOON + length, NOON) == "") is is_far


@given(LENGTHS, LENGTHS)
def test_a_longer_time_never_reads_as_a_shorter_unit(one: timedelta, other: timedelta) -> None:
    units = ["min", "h", "day"]

    shorter, longer = (relative.span(length) for length in sorted((one, other)))

    assert _unit(shorter, units) <= _unit(longer, units)


def _unit(words: str, units: list[str]) -> int:
    return max(index for index, unit in enumerate(units) if unit in words)


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 min"), (40, "40 min"), (180, "3 u"), (197, "3 u 17"), (678, "11 u 18"), (1625, "27 u 05")]
)
def test_a_length_to_the_minute_leaves_none_out(minutes: int, words: str) -> None:
    with translation.override("nl"):
        assert relative.to_the_minute(timedelta(minutes=minutes, seconds=59)) == words
