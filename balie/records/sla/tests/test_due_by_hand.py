"""Odd calendars and cases, each reckoned by hand on paper: nights when the clock changes, feasts at weekends, pauses over closing time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from balie.records.calendars.rules import Hours
from balie.records.sla.rules import Clock, Paused, Rebased, Resumed, Started, Terms, breaches, due, ledger, read_clock
from balie.records.sla.spec import answers

OFFICE = [["08:30", "12:00"], ["13:00", "17:00"]]
WEEKDAYS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), OFFICE)
DESK = {"zone": "Europe/Brussels", "week": WEEKDAYS}
ALWAYS = {"zone": "Europe/Brussels", "always": True}
SATURDAY_NIGHT = {"zone": "Europe/Brussels", "week": {"sat": [["22:00", "06:00"]]}}
SUNDAY_NIGHT_HOUR = {"zone": "Europe/Brussels", "week": {"sun": [["02:15", "02:45"]]}}
THURSDAY_NIGHT = {"zone": "Europe/Brussels", "week": {"thu": [["22:00", "06:00"]]}}
HOUR = 3600


@pytest.mark.parametrize(
    ("calendar", "start", "seconds", "pauses", "expected"),
    [
        pytest.param(DESK, "2026-10-23T16:30", HOUR, [], "2026-10-26T09:00:00+01:00", id="over the weekend the clock goes back"),
        pytest.param(SATURDAY_NIGHT, "2026-10-24T22:00", 9 * HOUR, [], "2026-10-25T06:00:00+01:00", id="nine hours in a night"),
        pytest.param(SATURDAY_NIGHT, "2026-10-24T22:00", 19_800, [], "2026-10-25T02:30:00+01:00", id="within the second 02:30"),
        pytest.param(SATURDAY_NIGHT, "2026-10-24T22:00", 16_200, [], "2026-10-25T02:30:00+02:00", id="within the first 02:30"),
        pytest.param(SATURDAY_NIGHT, "2027-03-27T22:00", 7 * HOUR, [], "2027-03-28T06:00:00+02:00", id="seven hours in a night"),
        pytest.param(SATURDAY_NIGHT, "2027-03-27T22:00", 16_200, [], "2027-03-28T03:30:00+02:00", id="over the hour that is skipped"),
        pytest.param(SUNDAY_NIGHT_HOUR, "2027-03-28T00:00", 900, [], "2027-04-04T02:30:00+02:00", id="a slot that is skipped whole"),
        pytest.param(SUNDAY_NIGHT_HOUR, "2026-10-25T00:00", 5400, [], "2026-10-25T02:45:00+01:00", id="a slot that comes twice"),
        pytest.param(
            DESK,
            "2026-11-23T16:00",
            7200,
            [["2026-11-23T16:30", "2026-11-24T09:00"]],
            "2026-11-24T10:30:00+01:00",
            id="paused over a night",
        ),
        pytest.param(
            DESK,
            "2026-11-23T16:00",
            7200,
            [["2026-11-23T18:00", "2026-11-24T07:00"]],
            "2026-11-24T09:30:00+01:00",
            id="paused while closed",
        ),
        pytest.param(
            DESK, "2026-11-23T11:00", 7200, [["2026-11-23T12:15", "2026-11-23T12:45"]], "2026-11-23T14:00:00+01:00", id="paused at lunch"
        ),
        pytest.param(
            DESK | {"closed": ["2026-05-14"]},
            "2026-05-13T16:30",
            HOUR,
            [["2026-05-13T16:45", "2026-05-15T08:45"]],
            "2026-05-15T09:30:00+02:00",
            id="paused over a closed day",
        ),
        pytest.param(
            DESK,
            "2026-11-23T09:00",
            HOUR,
            [["2026-11-23T09:30", "2026-11-23T09:40"], ["2026-11-23T09:35", "2026-11-23T09:50"], ["2026-11-22T00:00", "2026-11-23T09:10"]],
            "2026-11-23T10:30:00+01:00",
            id="pauses that overlap and one from before",
        ),
        pytest.param(
            DESK | {"closed": ["2026-08-15"]}, "2026-08-14T16:30", HOUR, [], "2026-08-17T09:00:00+02:00", id="closed on a Saturday"
        ),
        pytest.param(DESK | {"holidays": "BE"}, "2026-11-10T16:30", HOUR, [], "2026-11-12T09:00:00+01:00", id="a feast on a Wednesday"),
        pytest.param(DESK | {"holidays": "BE"}, "2026-10-30T16:30", HOUR, [], "2026-11-02T09:00:00+01:00", id="a feast on a Sunday"),
        pytest.param(DESK | {"holidays": "NL"}, "2026-04-24T16:30", HOUR, [], "2026-04-28T09:00:00+02:00", id="the day of the king"),
        pytest.param(
            DESK | {"holidays": "BE", "days": {"2026-11-11": [["09:00", "10:00"]]}},
            "2026-11-11T08:00",
            1800,
            [],
            "2026-11-11T09:30:00+01:00",
            id="open on a feast all the same",
        ),
        pytest.param(
            ALWAYS | {"closed": ["2026-12-25"]}, "2026-12-24T23:00", 7200, [], "2026-12-26T01:00:00+01:00", id="closed one day of all"
        ),
        pytest.param(
            ALWAYS | {"days": {"2026-12-24": [["00:00", "12:00"]]}},
            "2026-12-24T11:00",
            7200,
            [],
            "2026-12-25T01:00:00+01:00",
            id="half a day of all",
        ),
        pytest.param(DESK, "2026-11-22T10:00", 7200, [], "2026-11-23T10:30:00+01:00", id="from a Sunday"),
        pytest.param(DESK, "2026-11-23T17:00", 1, [], "2026-11-24T08:30:01+01:00", id="from closing time"),
        pytest.param(DESK, "2026-11-23T09:00", 27_000, [], "2026-11-24T09:00:00+01:00", id="a whole day of work"),
        pytest.param(DESK, "2026-11-23T08:30", 27_000, [], "2026-11-23T17:00:00+01:00", id="due at closing time"),
        pytest.param(
            DESK | {"zone": "Asia/Kolkata"}, "2026-11-23T03:00:00Z", HOUR, [], "2026-11-23T09:30:00+05:30", id="half an hour beside"
        ),
        pytest.param(
            DESK | {"zone": "Pacific/Apia"}, "2011-12-29T16:30", HOUR, [], "2012-01-02T09:00:00+14:00", id="a Friday that never was"
        ),
        pytest.param(
            THURSDAY_NIGHT | {"closed": ["2026-11-27"]}, "2026-11-27T05:00", HOUR, [], "2026-11-27T06:00:00+01:00", id="the eve's night"
        ),
        pytest.param(
            THURSDAY_NIGHT | {"closed": ["2026-11-26"]}, "2026-11-26T20:00", HOUR, [], "2026-12-03T23:00:00+01:00", id="a closed eve"
        ),
    ],
)
def test_a_due_time_is_as_on_paper(calendar: object, start: str, seconds: int, pauses: object, expected: str) -> None:
    [found] = answers({"calendar": calendar, "cases": [{"id": 1, "start": start, "promise_s": seconds, "pauses": pauses}]})

    assert found["due"] == expected
    assert sum(each["seconds"] for each in found["ledger"] if each["why"] == "counted") == seconds


@pytest.mark.parametrize(
    ("calendar", "start", "until", "expected"),
    [
        pytest.param(ALWAYS | {"zone": "Australia/Lord_Howe"}, "2026-04-04T23:00", "2026-04-05T03:00", 16_200, id="half an hour twice"),
        pytest.param(
            {"zone": "Europe/Brussels", "week": {"mon": [["18:00", "24:00"]], "tue": [["00:00", "06:00"]]}},
            "2026-11-23T17:00",
            "2026-11-24T07:00",
            12 * HOUR,
            id="slots that touch at midnight",
        ),
        pytest.param(
            DESK | {"days": {"2026-11-23": [["20:00", "10:00"]]}},
            "2026-11-23T19:00",
            "2026-11-24T12:00",
            16 * HOUR,
            id="a day of its own that reaches into the next",
        ),
        pytest.param(DESK, "2026-03-28T00:00", "2026-03-30T08:30", 0, id="a weekend of 47 hours"),
        pytest.param(
            {"zone": "Europe/London", "week": {"sun": [["00:00", "24:00"]]}}, "2026-10-24T12:00", "2026-10-26T12:00", 25 * HOUR, id="25"
        ),
    ],
)
def test_what_is_counted_is_as_on_paper(calendar: object, start: str, until: str, expected: int) -> None:
    [found] = answers({"calendar": calendar, "cases": [{"id": 1, "start": start, "until": until}]})

    assert found["counted_s"] == expected


BRUSSELS = ZoneInfo("Europe/Brussels")
BY_DESK = Hours(BRUSSELS, WEEKDAYS)
BY_NIGHT_TOO = Hours(BRUSSELS, always=True)


def _at(wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=BRUSSELS).astimezone(UTC)


def _changed(promise_hours: float) -> Clock:
    """Eight hours of the desk from Monday nine, paused from ten to eleven; on Tuesday at ten another contract, day and night."""
    return read_clock(
        [
            Started(_at("2026-11-23T09:00"), Terms(timedelta(hours=8), BY_DESK, "bronze")),
            Paused(_at("2026-11-23T10:00"), "customer"),
            Resumed(_at("2026-11-23T11:00"), "customer"),
            Rebased(_at("2026-11-24T10:00"), Terms(timedelta(hours=promise_hours), BY_NIGHT_TOO, "gold")),
        ]
    )


def test_another_contract_keeps_what_was_counted_and_paused() -> None:
    clock = _changed(10)

    assert due(clock) == _at("2026-11-24T12:30")  # 7.5 hours were counted
    told = ledger(clock, _at("2026-11-24T13:00"))
    assert sum((each.length for each in told if each.why == "paused"), timedelta()) == timedelta(hours=1)
    assert sum((each.length for each in told if each.terms == "gold"), timedelta()) == timedelta(hours=3)
    assert breaches(clock, _at("2026-11-24T12:00")) == []


def test_a_shorter_promise_is_broken_when_it_was_made() -> None:
    [breach] = breaches(_changed(4), _at("2026-11-24T13:00"))

    assert (breach.at, breach.terms) == (_at("2026-11-24T10:00"), "gold")
