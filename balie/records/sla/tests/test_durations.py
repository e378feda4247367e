from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.records.sla.durations import BadDuration, open_day, read_duration, write_duration

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [("4h", 4), ("30 min", 0.5), ("1 h 30", 1.5), ("1h30m", 1.5), ("2 d", 15), ("1,5 u", 1.5), ("2 j", 15), ("1 d 1 h", 8.5), ("90’", 1.5)],
)
def test_a_duration_is_read_as_people_type_it(typed, hours):
    assert read_duration(typed, 7.5 * HOUR) == hours * HOUR


@pytest.mark.parametrize("typed", ["", "4", "h", "-4h", "4x", "0 min", "9999 d", "4h 5 6", "4 uur"])
def test_what_is_no_duration_is_refused(typed):
    with pytest.raises(BadDuration):
        read_duration(typed)


@given(
    st.integers(1, 100_000).map(lambda minutes: timedelta(minutes=minutes)),
    st.integers(60, 1440).map(lambda minutes: timedelta(minutes=minutes)),
)
def test_a_duration_is_read_back_as_it_is_written(length, day):
    assert read_duration(write_duration(length, day), day) == length


def test_a_day_is_the_longest_of_the_week():
    assert open_day({"mon": [["08:30", "12:00"], ["13:00", "17:00"]], "sat": [["09:00", "12:00"]]}, always=False) == 7.5 * HOUR
    assert open_day({"mon": [["22:00", "06:00"]]}, always=False) == 8 * HOUR
    assert open_day({}, always=True) == 24 * HOUR
