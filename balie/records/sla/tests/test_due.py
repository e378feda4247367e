import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from balie.records.sla.spec import BadSpec, answers

OFFICE = [["08:30", "12:00"], ["13:00", "17:00"]]
CALENDAR = {
    "zone": "Europe/Brussels",
    "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), OFFICE),
    "closed": ["2026-05-14"],
    "days": {"2026-12-24": [["08:30", "12:00"]]},
}
ALWAYS = {"zone": "Europe/Brussels", "week": {}, "always": True}


def answer(calendar=CALENDAR, **case):
    [found] = answers({"calendar": calendar, "cases": [{"id": "x", **case}]})
    return found


def due(start, seconds, *pauses, calendar=CALENDAR):
    return answer(calendar, start=start, promise_s=seconds, pauses=list(pauses))["due"]


@pytest.mark.parametrize(
    ("start", "seconds", "expected"),
    [
        ("2026-11-27T16:00:00", 7200, "2026-11-30T09:30:00+01:00"),
        ("2026-11-27T15:00:00Z", 7200, "2026-11-30T09:30:00+01:00"),
        ("2026-05-13T16:00:00+02:00", 7200, "2026-05-15T09:30:00+02:00"),  # over a closed day
        ("2026-12-24T11:30:00", 7200, "2026-12-25T10:00:00+01:00"),  # half a day; Christmas is not closed here
        ("2026-11-28T09:00:00", 0, "2026-11-28T09:00:00+01:00"),
        ("2026-11-23T11:00:00", 3600, "2026-11-23T12:00:00+01:00"),
        ("2026-11-23T09:00:00", 0.5, "2026-11-23T09:00:00.500000+01:00"),
    ],
)
def test_a_due_time_is_in_the_zone_of_the_calendar(start, seconds, expected):
    assert due(start, seconds) == expected


@pytest.mark.parametrize(
    "case",
    [
        {"until": "2080-01-01T00:00:00"},
        {"until": "2026-12-01T00:00:00", "pauses": [["2026-11-24T00:00:00", "8999-01-01T00:00:00"]]},
        {"promise_s": 60, "pauses": [["8000-01-01T00:00:00", None]]},
    ],
)
@pytest.mark.usefixtures("in_english")
def test_of_thousands_of_years_nothing_is_reckoned(case):
    assert "fifty years" in answer(start="2026-11-23T09:00:00", **case)["error"]


def test_the_ledger_of_a_due_time_ends_there_and_adds_up():
    found = answer(start="2026-11-27T16:00:00", promise_s=7200, pauses=[["2026-11-27T16:30:00", "2026-11-30T09:00:00"]])

    assert [(each["why"], each["seconds"]) for each in found["ledger"]] == [
        ("counted", 1800),
        ("paused", 1800),
        ("closed", 228600),
        ("paused", 1800),
        ("counted", 5400),
    ]
    assert found["ledger"][-1]["to"] == found["due"] == "2026-11-30T10:30:00+01:00"
    assert "error" not in found


def test_time_is_counted_until_a_moment():
    found = answer(start="2026-11-27T16:00:00", until="2026-11-30T12:30:00", pauses=[["2026-11-30T10:00:00", None]])

    assert found["counted_s"] == 3600 + 5400
    assert found["ledger"][-1] == {
        "from": "2026-11-30T12:00:00+01:00",
        "to": "2026-11-30T12:30:00+01:00",
        "why": "closed",
        "seconds": 1800,
    }


def test_a_pause_that_lasts_leaves_no_due_time_and_the_ledger_until_it():
    found = answer(start="2026-11-23T09:00:00", promise_s=7200, pauses=[["2026-11-23T10:00:00", None]])

    assert found["due"] is None
    assert [each["to"] for each in found["ledger"]] == ["2026-11-23T10:00:00+01:00"]


def test_a_pause_that_lasts_but_begins_after_the_due_time_changes_nothing():
    assert due("2026-11-23T09:00:00", 3600, ["2026-11-23T10:00:00", None]) == "2026-11-23T10:00:00+01:00"


def test_pauses_that_overlap_touch_or_lie_before_the_start_count_once():
    pauses = (
        ["2026-11-23T10:00:00", "2026-11-23T10:30:00"],
        ["2026-11-23T10:15:00", "2026-11-23T11:00:00"],
        ["2026-11-23T11:00:00", "2026-11-23T11:00:00"],
        ["2026-11-20T10:00:00", "2026-11-23T09:30:00"],
        ["2026-11-19T10:00:00", "2026-11-20T09:30:00"],
    )

    assert due("2026-11-23T09:00:00", 3600, *pauses) == "2026-11-23T11:30:00+01:00"


@pytest.mark.parametrize(
    ("start", "until", "seconds"),
    [("2026-03-28T22:00", "2026-03-29T06:00", 7 * 3600), ("2026-10-24T22:00", "2026-10-25T06:00", 9 * 3600)],
)
def test_day_and_night_through_the_change_of_the_clock(start, until, seconds):
    assert answer(ALWAYS, start=start, until=until)["counted_s"] == seconds


def test_a_slot_past_midnight():
    night = {"zone": "Europe/Brussels", "week": {"fri": [["22:00", "06:00"]]}}

    assert due("2026-11-27T20:00:00", 5 * 3600, calendar=night) == "2026-11-28T03:00:00+01:00"


def test_a_public_holiday_of_a_place_is_closed():
    assert due("2026-12-24T11:30:00", 7200, calendar=CALENDAR | {"holidays": "BE"}) == "2026-12-28T10:00:00+01:00"


WEEK = CALENDAR["week"]


@pytest.mark.parametrize(
    "calendar",
    [
        None,
        [],
        CALENDAR | {"zone": "Mars/Base"},
        CALENDAR | {"zone": "../../etc/passwd"},
        CALENDAR | {"zone": None},
        CALENDAR | {"week": {"mon": [["09:00", "12:00"], ["11:00", "13:00"]]}},
        CALENDAR | {"week": {"mon": [["22:00", "06:00"]], "tue": [["05:00", "09:00"]]}},
        CALENDAR | {"week": {"mon": [["9", "12"]]}},
        CALENDAR | {"week": {"mon": 5}},
        CALENDAR | {"week": {"monday": OFFICE}},
        CALENDAR | {"week": []},
        {"zone": "Europe/Brussels", "week": {}},
        {"zone": "Europe/Brussels", "week": {"mon": []}, "always": False},
        CALENDAR | {"always": True},
        CALENDAR | {"always": "yes"},
        CALENDAR | {"closed": ["2026-13-01"]},
        CALENDAR | {"closed": "2026-05-14"},
        CALENDAR | {"closed": ["2026-12-24"]},
        CALENDAR | {"days": {"2026-12-24": [["12:00", "25:00"]]}},
        CALENDAR | {"days": {"2026-12-24": None}},
        CALENDAR | {"holidays": "Atlantis"},
    ],
)
def test_a_calendar_that_cannot_be_is_told_at_every_case(calendar):
    spec = {"calendar": calendar, "cases": [{"id": 1, "start": "2026-11-23T09:00:00", "promise_s": 1}, {"id": 2}]}

    assert [(each["id"], bool(each["error"])) for each in answers(spec)] == [(1, True), (2, True)]


@pytest.mark.parametrize(
    "case",
    [
        {"start": "2026-11-23T09:00:00"},
        {"start": "2026-11-23T09:00:00", "promise_s": 1, "until": "2026-11-24T09:00:00"},
        {"start": "2026-11-23T09:00:00", "until": "2026-11-22T09:00:00"},
        {"start": "soon", "promise_s": 1},
        {"start": None, "promise_s": 1},
        {"start": 20261123, "promise_s": 1},
        {"promise_s": 1},
        {"start": "2026-11-23T09:00:00", "promise_s": -1},
        {"start": "2026-11-23T09:00:00", "promise_s": True},
        {"start": "2026-11-23T09:00:00", "promise_s": "3600"},
        {"start": "2026-11-23T09:00:00", "promise_s": float("nan")},
        {"start": "2026-11-23T09:00:00", "promise_s": 10**400},
        {"start": "2026-11-23T09:00:00", "promise_s": 10**9},
        {"start": "9999-12-31T23:00:00", "promise_s": 1},
        {"start": "2026-11-23T09:00:00", "promise_s": 1, "pauses": "no"},
        {"start": "2026-11-23T09:00:00", "promise_s": 1, "pauses": [["2026-11-23T10:00:00"]]},
        {"start": "2026-11-23T09:00:00", "promise_s": 1, "pauses": [["2026-11-23T10:00:00", "2026-11-23T09:30:00"]]},
        {"start": "2026-11-23T09:00:00", "promise_s": 1, "pauses": [[None, None]]},
    ],
)
def test_a_case_that_cannot_be_says_why_and_keeps_its_id(case):
    found = answer(**case)

    assert found["id"] == "x"
    assert found["error"]
    assert "due" not in found


def test_only_open_days_without_a_week_may_be_too_short():
    calendar = {"zone": "Europe/Brussels", "week": {}, "days": {"2026-12-24": [["08:30", "12:00"]]}}

    assert due("2026-11-23T09:00:00", 3600, calendar=calendar) == "2026-12-24T09:30:00+01:00"
    assert "error" in answer(calendar, start="2026-11-23T09:00:00", promise_s=4 * 3600)


json_like = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["2026-11-23T09:00:00", "mon", "08:30"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["mon", "zone", "week", "start", "x"]), inner, max_size=3),
    max_leaves=8,
)


@given(json_like, st.dictionaries(st.sampled_from(["id", "start", "promise_s", "until", "pauses"]), json_like))
def test_whatever_is_written_is_answered_or_refused(calendar, case):
    for tried in (calendar, CALENDAR):
        [found] = answers({"calendar": tried, "cases": [case]})
        assert {"due", "counted_s", "error"} & set(found)


@pytest.mark.parametrize("spec", [None, [], {}, {"cases": {}}, "x"])
def test_a_file_without_cases_is_refused(spec):
    with pytest.raises(BadSpec):
        list(answers(spec))


def test_the_command_prints_a_line_for_each_case(tmp_path, capsys):
    file = tmp_path / "spec.json"
    file.write_text(
        json.dumps({"calendar": CALENDAR, "cases": [{"id": at, "start": "2026-11-23T09:00:00", "promise_s": at} for at in range(3)]})
    )

    call_command("sla", "due", str(file))

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["id"] for line in lines] == [0, 1, 2]
    assert datetime.fromisoformat(lines[2]["due"]).second == 2


def test_the_command_ends_with_1_when_a_case_is_refused(tmp_path, capsys):
    file = tmp_path / "spec.json"
    file.write_text(
        json.dumps({"calendar": ALWAYS, "cases": [{"id": 1, "start": "x"}, {"id": 2, "start": "2026-11-23T09:00", "promise_s": 1}]})
    )

    with pytest.raises(SystemExit) as ended:
        call_command("sla", "due", str(file))

    assert ended.value.code == 1
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize("text", ["", "{", "[1,", "\x00", "[" * 100_000])
def test_a_file_that_is_no_json_is_refused_in_a_sentence(tmp_path, text):
    file = tmp_path / "spec.json"
    file.write_text(text)

    with pytest.raises(CommandError):
        call_command("sla", "due", str(file))


def test_a_file_that_is_not_there_is_refused():
    with pytest.raises(CommandError):
        call_command("sla", "due", "/nowhere/spec.json")


ALWAYS = {"zone": "Europe/Brussels", "week": {}, "always": True}
ZONES = ["Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Asia/Beirut", "Pacific/Apia", "Africa/Casablanca"]
minutes = st.integers(0, 6 * 60)


@pytest.mark.parametrize(
    ("pause", "counted"),
    [
        (["2026-03-29T02:30", "2026-03-29T03:10"], 10_800),  # 02:30 does not exist: it is 03:30, after the end
        (["2026-03-29T02:30", "2026-03-29T04:00"], 9_000),
        (["2026-03-29T03:10", "2026-03-29T03:20"], 10_200),
    ],
)
def test_a_pause_in_the_hour_that_is_skipped_takes_nothing_twice(pause, counted):
    found = answer(ALWAYS, start="2026-03-29T01:00", until="2026-03-29T05:00", pauses=[pause])

    assert found["counted_s"] == counted
    assert sum(each["seconds"] for each in found["ledger"]) == 10_800


@given(
    st.sampled_from(ZONES), st.sampled_from(["2026-03-29", "2026-03-08", "2026-10-04", "2026-11-01", "2026-10-25", "2011-12-30"]), st.data()
)
def test_the_ledger_adds_up_and_is_in_order_whatever_the_clocks_of_the_zone_do(zone, day, data):
    midnight = datetime.fromisoformat(day)
    walls = st.builds(lambda at: (midnight + timedelta(minutes=at)).isoformat(), minutes)
    start, until = sorted([data.draw(walls), data.draw(walls)])
    pauses = [sorted(pair) for pair in data.draw(st.lists(st.tuples(walls, walls), max_size=3))]

    found = answer(ALWAYS | {"zone": zone}, start=start, until=until, pauses=pauses)

    here = ZoneInfo(zone)
    begun, ended = (datetime.fromisoformat(each).replace(tzinfo=here).astimezone(UTC) for each in (start, until))
    ledger = [(datetime.fromisoformat(each["from"]), datetime.fromisoformat(each["to"]), each) for each in found["ledger"]]
    assert sum(each["seconds"] for each in found["ledger"]) == max((ended - begun).total_seconds(), 0)
    assert all(first < last for first, last, _each in ledger)
    assert all(one[1] == other[0] for one, other in pairwise(ledger))
    assert sum(each["seconds"] for _first, _last, each in ledger if each["why"] == "counted") == found["counted_s"]


def test_no_pauses_may_be_written_as_null():
    assert answer(ALWAYS, start="2026-11-23T09:00", until="2026-11-23T10:00", pauses=None)["counted_s"] == 3600
