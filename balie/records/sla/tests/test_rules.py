from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from balie.records.calendars.holidays import holidays_of
from balie.records.calendars.rules import Hours, open_time
from balie.records.calendars.slots import DAYS
from balie.records.sla.rules import (
    CLOSED,
    COUNTED,
    PAUSED,
    NotStarted,
    Paused,
    Rebased,
    Reopened,
    Resumed,
    Started,
    Stopped,
    Terms,
    Undone,
    breaches,
    counted,
    due,
    ledger,
    read_clock,
)

BRUSSELS = ZoneInfo("Europe/Brussels")
OFFICE = {day: [["08:30", "12:00"], ["13:00", "17:00"]] for day in DAYS[:5]}
NIGHT = {day: [["22:00", "06:00"]] for day in DAYS[:5]}
OFFICE_HOURS = Hours(BRUSSELS, OFFICE, holidays=partial(holidays_of, "BE"))
NIGHT_HOURS = Hours(BRUSSELS, NIGHT, holidays=partial(holidays_of, "BE"))
ALWAYS = Hours(BRUSSELS, always=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOTHING = timedelta()
FIRST = datetime(2026, 3, 20, tzinfo=UTC)

holidays_of("BE", 2026)  # the first to ask for a year waits for its holidays
calendars = st.sampled_from([OFFICE_HOURS, NIGHT_HOURS, ALWAYS, Hours(ZoneInfo("America/St_Johns"), OFFICE)])
promises = st.integers(1, 80 * 60).map(lambda minutes: timedelta(minutes=minutes))
terms = st.builds(Terms, promises, calendars)
moments = st.integers(0, 30 * 1440).map(lambda minutes: FIRST + timedelta(minutes=minutes))
reasons = st.sampled_from(["customer", "third"])
happenings = st.one_of(st.builds(Paused, moments, reasons), st.builds(Resumed, moments, reasons), st.builds(Rebased, moments, terms))


@st.composite
def logs(draw, most=8):
    start = draw(terms)
    rest = draw(st.lists(happenings, max_size=most, unique_by=lambda each: each.at))
    stop = draw(st.one_of(st.just([]), moments.map(lambda at: [Stopped(at)])))
    return [Started(FIRST - timedelta(minutes=1), start), *rest, *stop]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)


def clock_of(start: str, hours: float, *events, by=OFFICE_HOURS):
    return read_clock([Started(local(start), Terms(HOUR * hours, by)), *events])


def wall(moment: datetime | None) -> str | None:
    return f"{moment.astimezone(BRUSSELS):%Y-%m-%d %H:%M}" if moment else None


@given(logs(), moments)
def test_the_ledger_is_whole_and_adds_up(log, until):
    clock = read_clock(log)
    end = min(until, clock.stopped_at or until)

    entries = ledger(clock, until)

    assert sum((each.length for each in entries), NOTHING) == max(end - clock.started_at, NOTHING)
    assert all(one.end == other.start for one, other in pairwise(entries))
    assert all(each.length > NOTHING for each in entries)
    assert sum((each.length for each in entries if each.why == COUNTED), NOTHING) == counted(clock, until)


@given(logs(), st.randoms())
def test_a_log_says_the_same_in_whatever_order_it_is_read(log, random):
    shuffled = log[:]
    random.shuffle(shuffled)

    assert read_clock(shuffled) == read_clock(log)


@given(logs(), promises)
def test_a_longer_promise_is_never_due_earlier(log, more):
    def with_promise(extra):
        changed = [
            type(each)(each.at, Terms(each.terms.promise + extra, each.terms.hours)) if hasattr(each, "terms") else each for each in log
        ]
        return due(read_clock(changed))

    shorter, longer = with_promise(NOTHING), with_promise(more)

    assert longer is None or (shorter is not None and shorter <= longer)


@given(logs())
def test_at_the_due_time_exactly_the_promise_is_counted(log):
    clock = read_clock([each for each in log if not isinstance(each, Stopped)])
    at = due(clock)
    assume(at is not None)

    assert counted(clock, at) == clock.terms.promise
    assert counted(clock, at - timedelta(seconds=1)) < clock.terms.promise


@given(calendars, promises, st.integers(0, 5000), st.integers(1, 5000))
def test_a_pause_of_open_time_moves_the_due_time_by_that_open_time(hours, promise, wait, length):
    since, until = FIRST + timedelta(minutes=wait), FIRST + timedelta(minutes=wait + length)
    plain = read_clock([Started(FIRST, Terms(promise, hours))])
    assume(since < due(plain))

    paused = read_clock([Started(FIRST, Terms(promise, hours)), Paused(since), Resumed(until)])

    longer = read_clock([Started(FIRST, Terms(promise + open_time(hours, since, until), hours))])
    assert due(paused) == due(longer)
    assert sum((each.length for each in ledger(paused, until) if each.why == PAUSED), NOTHING) == open_time(hours, since, until)


@given(logs(), moments, promises)
def test_a_change_of_promise_keeps_all_that_was_counted_and_paused(log, at, promise):
    log = [each for each in log if not isinstance(each, Stopped | Rebased)]
    assume(all(each.at != at for each in log))
    hours = log[0].terms.hours
    changed = read_clock([*log, Rebased(at, Terms(promise, hours))])
    from_the_start = read_clock([Started(log[0].at, Terms(promise, hours)), *log[1:]])

    assert due(changed) == due(from_the_start)
    assert counted(changed, at + DAY) == counted(from_the_start, at + DAY)


@given(logs(), moments, terms, st.integers(0, 40))
def test_a_broken_promise_stays_broken_whatever_is_agreed_later(log, at, later, days):
    log = [each for each in log if not isinstance(each, Stopped) and each.at < at]
    assume(log)
    before = breaches(read_clock(log), at)

    after = breaches(read_clock([*log, Rebased(at, later)]), at + days * DAY)

    assert after[: len(before)] == before or at in {each.at for each in before}


@given(logs(), moments, st.integers(0, 20_000))
def test_what_is_counted_only_grows(log, until, more):
    clock = read_clock(log)

    assert counted(clock, until) <= counted(clock, until + timedelta(minutes=more))


@given(moments, promises)
def test_day_and_night_a_promise_is_the_time_on_the_wall(start, promise):
    assert due(read_clock([Started(start, Terms(promise, ALWAYS))])) == start + promise


@settings(max_examples=60)
@given(calendars, moments, promises, promises)
def test_one_promise_after_the_other_is_both_together(hours, start, first, second):
    def after(at, promise):
        return due(read_clock([Started(at, Terms(promise, hours))]))

    assert after(after(start, first), second) == after(start, first + second)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-11-23 09:00", 2, "2026-11-23 11:00"),  # within the morning
        ("2026-11-23 11:00", 2, "2026-11-23 14:00"),  # over lunch
        ("2026-11-23 11:00", 1, "2026-11-23 12:00"),  # ends at closing time, not after lunch
        ("2026-11-23 12:30", 1, "2026-11-23 14:00"),  # begins during lunch
        ("2026-11-27 16:00", 2, "2026-11-30 09:30"),  # over the weekend
        ("2026-11-28 10:00", 0.5, "2026-11-30 09:00"),  # begins on Saturday
        ("2026-12-24 16:00", 2, "2026-12-28 09:30"),  # over Christmas, a Friday
        ("2026-05-13 16:30", 1, "2026-05-15 09:00"),  # over Ascension Day
        ("2026-07-20 16:30", 1, "2026-07-22 09:00"),  # over the national holiday
        ("2026-12-31 16:30", 8, "2027-01-04 17:00"),  # over New Year, a Friday, and a weekend
        ("2026-03-27 16:30", 1, "2026-03-30 09:00"),  # over the night the clock jumps ahead
        ("2026-10-23 16:30", 1, "2026-10-26 09:00"),  # over the night it goes back
    ],
)
def test_due_times_worked_out_by_hand_in_office_hours(start, hours, expected):
    assert wall(due(clock_of(start, hours))) == expected


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-11-23 23:00", 7, "2026-11-24 06:00"),  # past midnight
        ("2026-11-24 03:00", 4, "2026-11-24 23:00"),  # begins in the night of the day before
        ("2026-12-24 22:00", 9, "2026-12-28 23:00"),  # the night shift of the eve runs into Christmas, which has none
        ("2026-03-27 22:00", 8, "2026-03-28 06:00"),  # Friday night, a day before the jump
    ],
)
def test_due_times_worked_out_by_hand_at_night(start, hours, expected):
    assert wall(due(clock_of(start, hours, by=NIGHT_HOURS))) == expected


@pytest.mark.parametrize(
    ("start", "hours", "expected"), [("2026-03-28 22:00", 8, "2026-03-29 07:00"), ("2026-10-24 22:00", 8, "2026-10-25 05:00")]
)
def test_in_the_nights_the_clock_changes_hours_are_hours(start, hours, expected):
    assert wall(due(clock_of(start, hours, by=ALWAYS))) == expected


def test_a_pause_over_lunch_and_the_night_costs_only_open_time():
    clock = clock_of("2026-11-23 11:00", 4, Paused(local("2026-11-23 11:30"), "customer"), Resumed(local("2026-11-24 09:00"), "customer"))

    assert wall(due(clock)) == "2026-11-24 13:30"
    assert [(each.why, each.length / HOUR) for each in ledger(clock, due(clock))] == [
        (COUNTED, 0.5),
        (PAUSED, 0.5),
        (CLOSED, 1),
        (PAUSED, 4),
        (CLOSED, 15.5),
        (PAUSED, 0.5),
        (COUNTED, 3),
        (CLOSED, 1),
        (COUNTED, 0.5),
    ]


def test_a_closed_stretch_tells_of_the_holiday():
    clock = clock_of("2026-12-24 16:00", 2)

    assert [name["fr"] for name in ledger(clock, due(clock))[1].names] == ["Noël"]


def test_while_it_is_paused_there_is_no_due_time():
    assert due(clock_of("2026-11-23 09:00", 2, Paused(local("2026-11-23 10:00")))) is None


def test_a_pause_after_the_due_time_changes_nothing():
    assert wall(due(clock_of("2026-11-23 09:00", 2, Paused(local("2026-11-23 11:00"))))) == "2026-11-23 11:00"


def test_two_reasons_hold_until_both_are_gone():
    ten, eleven, two, three = (local(f"2026-11-23 {hour}:00") for hour in (10, 11, 14, 15))
    clock = clock_of(
        "2026-11-23 09:00", 2, Paused(ten, "customer"), Paused(eleven, "third"), Resumed(two, "customer"), Resumed(three, "third")
    )

    assert wall(due(clock)) == "2026-11-23 16:00"
    assert [each.reasons for each in ledger(clock, three) if each.why == PAUSED] == [
        ("customer",),
        ("customer", "third"),
        ("customer", "third"),
        ("third",),
    ]


def test_at_one_moment_a_stop_goes_before_a_pause_and_a_pause_before_going_on():
    ten = local("2026-11-23 10:00")

    assert clock_of("2026-11-23 09:00", 2, Resumed(ten), Paused(ten)).reasons == ("",)
    assert clock_of("2026-11-23 09:00", 2, Paused(ten), Stopped(ten)).stopped_at == ten


def test_a_stop_at_the_due_moment_keeps_the_promise_and_a_second_later_does_not():
    kept = clock_of("2026-11-23 09:00", 2, Stopped(local("2026-11-23 11:00")))
    broken = clock_of("2026-11-23 09:00", 2, Stopped(local("2026-11-23 11:00") + timedelta(seconds=1)))

    assert breaches(kept, local("2026-12-01 09:00")) == []
    assert [wall(each.at) for each in breaches(broken, local("2026-12-01 09:00"))] == ["2026-11-23 11:00"]


def test_a_shorter_promise_made_too_late_is_broken_when_it_was_made():
    at = local("2026-11-23 11:00")
    clock = clock_of("2026-11-23 09:00", 8, Rebased(at, Terms(HOUR, OFFICE_HOURS)))

    assert wall(due(clock)) == "2026-11-23 10:00"
    assert [each.at for each in breaches(clock, at + HOUR)] == [at]


def test_a_longer_promise_after_a_breach_keeps_the_breach():
    clock = clock_of("2026-11-23 09:00", 2, Rebased(local("2026-11-23 13:30"), Terms(8 * HOUR, OFFICE_HOURS)))

    assert [(wall(each.at), each.promise) for each in breaches(clock, local("2026-11-23 16:00"))] == [("2026-11-23 11:00", 2 * HOUR)]
    assert wall(due(clock)) == "2026-11-24 09:30"


def test_another_calendar_counts_from_its_change_on():
    clock = clock_of("2026-11-23 16:00", 4, Rebased(local("2026-11-23 18:00"), Terms(4 * HOUR, ALWAYS)))

    assert wall(due(clock)) == "2026-11-23 21:00"


def test_the_moments_of_warnings_are_shares_of_the_promise():
    assert wall(due(clock_of("2026-11-23 09:00", 8), percent=75)) == "2026-11-23 16:00"


def test_a_log_without_a_start_is_refused():
    with pytest.raises(NotStarted):
        read_clock([Paused(FIRST)])


def is_open_on_the_wall(week: dict[str, list[list[str]]], moment: datetime) -> bool:
    """By looking at the clock on the wall: a slot of today, or one of yesterday that has passed midnight."""
    wall_time = moment.astimezone(BRUSSELS)
    clock, today, yesterday = f"{wall_time:%H:%M}", DAYS[wall_time.weekday()], DAYS[wall_time.weekday() - 1]
    begun = any(start <= clock and (clock < end or end <= start) for start, end in week.get(today, ()))
    return begun or any(clock < end <= start for start, end in week.get(yesterday, ()))


@settings(max_examples=20)
@given(
    st.sampled_from([OFFICE, NIGHT, {"sat": [["09:00", "00:30"]], "sun": [["04:00", "24:00"]]}]),
    st.datetimes(datetime(2026, 3, 27), datetime(2026, 4, 4), timezones=st.just(UTC)).map(lambda at: at.replace(second=0, microsecond=0)),
    st.integers(0, 2000),
    st.integers(0, 2000),
    st.integers(1, 1500),
)
def test_a_clock_counts_as_one_who_looks_every_minute(week, start, wait, length, promise):
    since, until = start + timedelta(minutes=wait), start + timedelta(minutes=wait + length)
    minute, left = start, promise
    while left:
        left -= is_open_on_the_wall(week, minute) and not since <= minute < until
        minute += timedelta(minutes=1)
    pause = [Paused(since), Resumed(until)] if length else []

    assert due(read_clock([Started(start, Terms(timedelta(minutes=promise), Hours(BRUSSELS, week))), *pause])) == minute


@given(logs(), moments)
def test_what_is_undone_counts_as_if_it_had_never_been(log, at):
    last = max(each.at for each in log)
    assume(not any(isinstance(each, Stopped) for each in log))
    later = [Paused(last + HOUR, "third"), Undone(last + 2 * HOUR)]

    assert read_clock([*log, *later]) == read_clock(log)
    assert read_clock([*log, Stopped(last + HOUR), Undone(last + 2 * HOUR)]) == read_clock(log)
    assert counted(read_clock([*log, *later]), at) == counted(read_clock(log), at)


@given(logs())
def test_a_clock_taken_up_again_holds_the_time_it_was_stopped_and_nothing_before(log):
    assume(not any(isinstance(each, Stopped) for each in log))
    stop = max(each.at for each in log) + HOUR
    before = read_clock(log)

    again = read_clock([*log, Stopped(stop), Reopened(stop + DAY)])

    assert again.stopped_at is None
    assert again.reasons == before.reasons
    assert counted(again, stop + DAY) == counted(again, stop) == counted(before, stop)


def test_the_hour_a_clock_was_stopped_comes_on_top_once_it_is_taken_up_again():
    clock = clock_of("2026-03-23 09:00", 4, Stopped(local("2026-03-23 10:00")), Reopened(local("2026-03-23 11:00")), by=ALWAYS)

    assert wall(due(clock)) == "2026-03-23 14:00"
