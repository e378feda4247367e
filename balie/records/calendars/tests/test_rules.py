from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from balie.records.calendars.holidays import holidays_of, is_place, places
from balie.records.calendars.rules import (
    FARTHEST,
    CalendarTooShort,
    Day,
    Hours,
    Season,
    closed_because,
    ever_opens,
    is_open_at,
    open_periods,
    open_time,
    open_until,
)
from balie.records.calendars.slots import DAYS, BadSlot, read_slots, read_week

BRUSSELS = ZoneInfo("Europe/Brussels")
clocks = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
days = (
    st.lists(clocks, min_size=2, max_size=6, unique=True)
    .map(sorted)
    .map(lambda times: [list(pair) for pair in zip(times[::2], times[1::2], strict=False)])
)
weeks = st.fixed_dictionaries(dict.fromkeys(DAYS, days))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))
ZONES = (
    *("Europe/Brussels", "Europe/London", "Europe/Lisbon", "Europe/Helsinki", "Europe/Istanbul", "Atlantic/Azores", "Africa/Casablanca"),
    *("Africa/Cairo", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tehran", "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Auckland"),
    *("Pacific/Chatham", "Pacific/Apia", "America/St_Johns", "America/New_York", "America/Havana", "America/Santiago", "UTC"),
)
zones = st.sampled_from([ZoneInfo(name) for name in ZONES])


def hours(start: datetime, end: datetime, **week: list[list[str]]) -> float:
    return sum((each.end - each.start).total_seconds() for each in open_periods(Hours(BRUSSELS, week), start, end)) / 3600


@given(weeks, zones, moments, st.integers(0, 20 * 86_400))
def test_open_periods_are_in_order_apart_and_inside_what_was_asked(week, zone, start, length):
    end = start + timedelta(seconds=length)

    periods = list(open_periods(Hours(zone, week), start, end))

    assert all(start <= each.start < each.end <= end for each in periods)
    assert all(earlier.end < later.start for earlier, later in pairwise(periods))


@given(weeks, zones, moments, st.integers(1, 86_400), st.integers(1, 86_400))
def test_open_time_adds_up_whatever_the_cut(week, zone, start, first, second):
    hours = Hours(zone, week)
    middle, end = start + timedelta(seconds=first), start + timedelta(seconds=first + second)

    assert open_time(hours, start, middle) + open_time(hours, middle, end) == open_time(hours, start, end)


@given(weeks, zones, moments)
def test_a_moment_is_open_by_the_clock_on_the_wall(week, zone, at):
    wall = at.astimezone(zone)
    assume(wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset())  # the hour that comes twice is told below
    clock = f"{wall:%H:%M}"

    expected = any(start <= clock < end for start, end in week[DAYS[wall.weekday()]])

    assert is_open_at(Hours(zone, week), at) == expected


def test_a_slot_past_midnight_ends_on_the_next_day():
    friday = datetime(2026, 11, 20, 12, tzinfo=UTC)

    [period] = open_periods(Hours(BRUSSELS, {"fri": [["22:00", "06:00"]]}), friday, friday + timedelta(days=2))

    assert period.end - period.start == timedelta(hours=8)
    assert period.end.astimezone(BRUSSELS).isoformat() == "2026-11-21T06:00:00+01:00"


def test_the_night_the_clock_goes_back_has_an_hour_more():
    assert hours(datetime(2026, 10, 24, 10, tzinfo=UTC), datetime(2026, 10, 25, 12, tzinfo=UTC), sat=[["22:00", "06:00"]]) == 9


def test_the_night_the_clock_jumps_ahead_has_an_hour_less():
    assert hours(datetime(2026, 3, 28, 10, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC), sat=[["22:00", "06:00"]]) == 7


def test_a_slot_inside_the_hour_that_comes_twice_lasts_from_the_first_to_the_second():
    sunday = datetime(2026, 10, 25, tzinfo=UTC)

    [period] = open_periods(Hours(BRUSSELS, {"sun": [["02:00", "02:30"]]}), sunday, sunday + timedelta(hours=12))

    assert period.end - period.start == timedelta(hours=1, minutes=30)


def test_a_slot_that_begins_in_the_skipped_hour_begins_at_the_jump():
    sunday = datetime(2026, 3, 29, tzinfo=UTC)

    [period] = open_periods(Hours(BRUSSELS, {"sun": [["02:30", "04:00"]]}), sunday, sunday + timedelta(hours=12))

    assert period.start == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert period.end - period.start == timedelta(hours=1)


def test_open_all_round_is_one_period():
    start = datetime(2026, 3, 20, tzinfo=UTC)

    periods = list(open_periods(Hours(BRUSSELS, {day: [["00:00", "00:00"]] for day in DAYS}), start, start + timedelta(days=30)))

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


def test_a_day_has_no_more_hours_than_anybody_keeps():
    with pytest.raises(BadSlot) as caught:
        read_week({"tue": [[f"{each // 60:02}:{each % 60:02}", f"{each // 60:02}:{each % 60 + 1:02}"] for each in range(0, 1440, 30)]})

    assert (caught.value.day, caught.value.why) == ("tue", "many")


def week_of(slots: list[list[str]]) -> dict[str, list[list[str]]]:
    return dict.fromkeys(DAYS[:5], slots)


OFFICE = week_of([["08:30", "12:00"], ["13:00", "17:00"]])
nights = st.sampled_from([week_of([["22:00", "06:00"]]), OFFICE, {"sat": [["09:00", "00:30"]]}])
special = st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 3, 1)), st.sampled_from([Day(()), Day([["10:00", "11:30"]])]), max_size=8)


@given(zones, moments, st.integers(0, 10 * 366 * 86_400))
def test_day_and_night_is_the_time_on_the_wall(zone, start, length):
    assert open_time(Hours(zone, always=True), start, start + timedelta(seconds=length)) == timedelta(seconds=length)


@given(zones, moments, st.integers(0, 200 * 86_400))
def test_day_and_night_from_midnight_to_midnight_loses_no_minute(zone, start, length):
    hours = Hours(zone, {day: [["00:00", "24:00"]] for day in DAYS})

    assert open_time(hours, start, start + timedelta(seconds=length)) == timedelta(seconds=length)


@given(nights, zones, special, st.integers(0, 60 * 86_400), st.integers(0, 10 * 86_400))
def test_more_time_is_never_less_open_time(week, zone, days, length, more):
    hours, start = Hours(zone, week, days=days), datetime(2026, 1, 1, tzinfo=UTC)

    assert open_time(hours, start, start + timedelta(seconds=length)) <= open_time(hours, start, start + timedelta(seconds=length + more))


@given(nights, zones, special, moments, st.integers(0, 400 * 86_400))
def test_open_time_is_the_sum_of_the_open_periods(week, zone, days, start, length):
    hours, end = Hours(zone, week, days=days), start + timedelta(seconds=length)

    assert open_time(hours, start, end) == sum((each.end - each.start for each in open_periods(hours, start, end)), timedelta())


@given(nights, zones, special, moments, st.integers(1, 90 * 86_400))
def test_a_time_is_past_at_the_first_moment_that_it_was_open_for_so_long(week, zone, days, start, seconds):
    hours, time = Hours(zone, week, days=days), timedelta(seconds=seconds)

    until = open_until(hours, start, time)

    assert open_time(hours, start, until) == time
    assert open_time(hours, start, until - timedelta(microseconds=1)) < time


def test_a_calendar_that_holds_too_little_is_refused():
    once = Hours(BRUSSELS, days={date(2026, 3, 20): Day([["08:00", "10:00"]])})
    start = datetime(2026, 3, 1, tzinfo=UTC)

    assert open_until(once, start, timedelta(hours=2)) == datetime(2026, 3, 20, 9, tzinfo=UTC)
    for hours in (once, Hours(BRUSSELS, OFFICE), Hours(BRUSSELS, always=True)):
        with pytest.raises(CalendarTooShort):
            open_until(hours, start, FARTHEST + timedelta(hours=1))


def open_on(hours: Hours, on: date) -> list[str]:
    start = datetime(on.year, on.month, on.day, tzinfo=hours.zone)
    found = open_periods(hours, start, datetime(on.year, on.month, on.day, 23, 59, tzinfo=hours.zone))
    return [f"{each.start.astimezone(hours.zone):%H:%M}-{each.end.astimezone(hours.zone):%H:%M}" for each in found]


def belgian(place: str) -> Hours:
    return Hours(BRUSSELS, OFFICE, holidays=partial(holidays_of, place))


def test_a_public_holiday_is_closed_with_its_name_in_four_languages():
    christmas = belgian("BE").day(date(2026, 12, 25))

    assert (christmas.slots, christmas.kind) == ((), "holiday")
    assert christmas.name == {"nl": "Kerstmis", "fr": "Noël", "en": "Christmas Day", "de": "Weihnachten"}


@pytest.mark.parametrize(("place", "day"), [("BE-VLG", date(2025, 7, 11)), ("BE-CFR", date(2027, 9, 27)), ("BE-DG", date(2027, 11, 15))])
def test_a_community_closes_on_its_own_day_and_the_country_does_not(place, day):
    assert open_on(belgian(place), day) == []
    assert open_on(belgian("BE"), day) == ["08:30-12:00", "13:00-17:00"]


def test_an_own_day_goes_before_a_holiday():
    christmas = date(2026, 12, 25)
    hours = Hours(BRUSSELS, OFFICE, days={christmas: Day([["10:00", "12:00"]])}, holidays=partial(holidays_of, "BE"))

    assert open_on(hours, christmas) == ["10:00-12:00"]


def test_hours_that_begin_on_the_eve_of_a_holiday_run_to_their_end():
    hours = Hours(BRUSSELS, {"thu": [["22:00", "06:00"]], "fri": [["22:00", "06:00"]]}, holidays=partial(holidays_of, "BE"))

    assert open_on(hours, date(2026, 12, 25)) == ["00:00-06:00"]
    assert open_on(hours, date(2026, 12, 26)) == []


def test_a_season_holds_from_its_first_to_its_last_day_and_leaves_holidays_closed():
    summer = Season(date(2026, 7, 1), date(2026, 8, 31), week_of([["08:00", "14:00"]]))
    hours = Hours(BRUSSELS, OFFICE, seasons=[summer], holidays=partial(holidays_of, "BE"))

    assert open_on(hours, date(2026, 6, 30))[0] == "08:30-12:00"
    assert open_on(hours, date(2026, 7, 1)) == ["08:00-14:00"]
    assert open_on(hours, date(2026, 7, 21)) == []
    assert open_on(hours, date(2026, 8, 31)) == ["08:00-14:00"]
    assert open_on(hours, date(2026, 9, 1))[0] == "08:30-12:00"


def test_day_and_night_is_closed_by_own_days_only():
    closing = date(2026, 12, 31)
    hours = Hours(BRUSSELS, always=True, days={closing: Day((), "own", {"en": "Stocktaking"})}, holidays=partial(holidays_of, "BE"))

    assert open_on(hours, date(2026, 12, 25)) == ["00:00-23:59"]
    assert open_on(hours, closing) == []


def test_a_closed_stretch_says_which_holidays_it_lies_on():
    eve = datetime(2026, 12, 24, 17, tzinfo=BRUSSELS)

    names = closed_because(belgian("BE"), eve, eve + timedelta(days=3, hours=15, minutes=30))

    assert [name["nl"] for name in names] == ["Kerstmis"]


def test_a_calendar_that_never_opens_is_known():
    assert not ever_opens(Hours(BRUSSELS))
    assert ever_opens(Hours(BRUSSELS, always=True))
    assert ever_opens(Hours(BRUSSELS, days={date(2026, 1, 1): Day([["10:00", "12:00"]])}))


def test_every_place_has_holidays_of_the_year_asked_for():
    assert all(each.year == 2026 for place, _name in places() for each in holidays_of(place, 2026))
    assert all(holidays_of(place, 2026) for place, _name in places())
    assert not is_place("XX")


@pytest.mark.parametrize(
    ("week", "day", "why"),
    [
        ({"mon": [["09:00", "12:00"], ["11:00", "13:00"]]}, "mon", "overlap"),
        ({"mon": [["22:00", "06:00"]], "tue": [["05:00", "09:00"]]}, "tue", "night"),
        ({"sun": [["22:00", "06:00"]], "mon": [["05:00", "09:00"]]}, "mon", "night"),
        ({"mon": [["25:00", "26:00"]]}, "mon", "form"),
        ({"mon": [["09:00"]]}, "mon", "form"),
        ({"mon": [[9, 12]]}, "mon", "form"),
    ],
)
def test_a_week_that_cannot_be_is_refused_naming_the_day(week, day, why):
    with pytest.raises(BadSlot) as caught:
        read_week(week)

    assert (caught.value.day, caught.value.why) == (day, why)
