from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from balie.records.calendars.rules import DAYS, BadSlot, is_open_at, open_periods, read_slots, read_week

BRUSSELS = ZoneInfo("Europe/Brussels")
clocks = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
days = (
    st.lists(clocks, min_size=2, max_size=6, unique=True)
    .map(sorted)
    .map(lambda times: [list(pair) for pair in zip(times[::2], times[1::2], strict=False)])
)
weeks = st.fixed_dictionaries(dict.fromkeys(DAYS, days))
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
zones = st.sampled_from([BRUSSELS, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/St_Johns"), ZoneInfo("Pacific/Apia"), UTC])


def hours(start: datetime, end: datetime, **week: list[list[str]]) -> float:
    return sum((each.end - each.start).total_seconds() for each in open_periods(week, BRUSSELS, start, end)) / 3600


@given(weeks, zones, moments, st.integers(0, 20 * 86_400))
def test_open_periods_are_in_order_apart_and_inside_what_was_asked(week, zone, start, length):
    end = start + timedelta(seconds=length)

    periods = list(open_periods(week, zone, start, end))

    assert all(start <= each.start < each.end <= end for each in periods)
    assert all(earlier.end < later.start for earlier, later in pairwise(periods))


@given(weeks, zones, moments, st.integers(1, 86_400), st.integers(1, 86_400))
def test_open_time_adds_up_whatever_the_cut(week, zone, start, first, second):
    middle, end = start + timedelta(seconds=first), start + timedelta(seconds=first + second)

    def total(one, other):
        return sum((each.end - each.start for each in open_periods(week, zone, one, other)), timedelta())

    assert total(start, middle) + total(middle, end) == total(start, end)


@given(weeks, zones, moments)
def test_a_moment_is_open_by_the_clock_on_the_wall(week, zone, at):
    wall = at.astimezone(zone)
    assume(wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset())  # the hour that comes twice is told below
    clock = f"{wall:%H:%M}"

    expected = any(start <= clock < end for start, end in week[DAYS[wall.weekday()]])

    assert is_open_at(week, zone, at) == expected


def test_a_slot_past_midnight_ends_on_the_next_day():
    friday = datetime(2026, 11, 20, 12, tzinfo=UTC)

    [period] = open_periods({"fri": [["22:00", "06:00"]]}, BRUSSELS, friday, friday + timedelta(days=2))

    assert period.end - period.start == timedelta(hours=8)
    assert period.end.astimezone(BRUSSELS).isoformat() == "2026-11-21T06:00:00+01:00"


def test_the_night_the_clock_goes_back_has_an_hour_more():
    assert hours(datetime(2026, 10, 24, 10, tzinfo=UTC), datetime(2026, 10, 25, 12, tzinfo=UTC), sat=[["22:00", "06:00"]]) == 9


def test_the_night_the_clock_jumps_ahead_has_an_hour_less():
    assert hours(datetime(2026, 3, 28, 10, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC), sat=[["22:00", "06:00"]]) == 7


def test_a_slot_inside_the_hour_that_comes_twice_lasts_from_the_first_to_the_second():
    sunday = datetime(2026, 10, 25, tzinfo=UTC)

    [period] = open_periods({"sun": [["02:00", "02:30"]]}, BRUSSELS, sunday, sunday + timedelta(hours=12))

    assert period.end - period.start == timedelta(hours=1, minutes=30)


def test_a_slot_that_begins_in_the_skipped_hour_begins_at_the_jump():
    sunday = datetime(2026, 3, 29, tzinfo=UTC)

    [period] = open_periods({"sun": [["02:30", "04:00"]]}, BRUSSELS, sunday, sunday + timedelta(hours=12))

    assert period.start == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert period.end - period.start == timedelta(hours=1)


def test_open_all_round_is_one_period():
    start = datetime(2026, 3, 20, tzinfo=UTC)

    periods = list(open_periods({day: [["00:00", "00:00"]] for day in DAYS}, BRUSSELS, start, start + timedelta(days=30)))

    assert len(periods) == 1


@given(days)
def test_hours_are_read_back_as_they_are_shown(slots):
    assert read_slots("  ".join(f"{start}-{end}" for start, end in slots)) == slots


@pytest.mark.parametrize("typed", ["8", "8:30-", "25:00-26:00", "8:61-9", "acht-negen"])
def test_hours_nobody_can_read_are_refused(typed):
    with pytest.raises(BadSlot):
        read_slots(typed)


def test_hours_as_people_type_them_are_read():
    assert read_slots("8u30 - 12u, 13.00–17:00") == [["08:30", "12:00"], ["13:00", "17:00"]]


def test_hours_that_overlap_are_refused():
    with pytest.raises(BadSlot) as caught:
        read_week({"tue": [["08:00", "12:00"], ["11:00", "13:00"]]})

    assert (caught.value.day, caught.value.why) == ("tue", "overlap")
