"""`balie sla due` against somebody who looks at the clock on the wall every minute, in twenty zones, around every change of their clocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from balie.records.calendars.slots import DAYS
from balie.records.sla.spec import answers

MINUTE = timedelta(minutes=1)
ZONES = (
    *("Europe/Brussels", "Europe/London", "Europe/Lisbon", "Europe/Helsinki", "Europe/Istanbul", "Atlantic/Azores", "Africa/Casablanca"),
    *("Africa/Cairo", "Asia/Beirut", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Auckland"),
    *("Pacific/Chatham", "America/St_Johns", "America/New_York", "America/Havana", "America/Santiago", "UTC"),
)
CHANGES = ("2026-03-06", "2026-03-21", "2026-03-27", "2026-04-03", "2026-04-23", "2026-09-04", "2026-09-26", "2026-10-02", "2026-10-24")
OFFICE = [["08:30", "12:00"], ["13:00", "17:00"]]
NIGHT, LATE, SPLIT = [["20:00", "02:00"]], [["09:00", "24:00"]], [["06:15", "06:45"], ["22:30", "03:00"]]
SMALL = [["00:15", "00:45"], ["02:15", "02:45"], ["03:00", "04:30"]]


@dataclass(frozen=True)
class Wall:
    """Minutes one after the other, as the clocks of a zone show them."""

    minutes: Sequence[datetime]
    shown: Sequence[datetime]
    first: Mapping[datetime, int]
    last: Mapping[datetime, int]

    def at(self, wanted: datetime, seen: Mapping[datetime, int]) -> int:
        """Which minute shows `wanted`, or where the clock jumps over it."""
        if wanted in seen:
            return seen[wanted]
        jumps = (place for place in range(1, len(self.shown)) if self.shown[place - 1] < wanted < self.shown[place])
        return next(jumps, len(self.shown) if wanted > self.shown[-1] else 0)


def look(zone: str, begin: datetime, minutes: int) -> Wall:
    moments = [begin + MINUTE * count for count in range(minutes)]
    shown = [each.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for each in moments]
    last = {each: place for place, each in enumerate(shown)}
    first = {shown[place]: place for place in reversed(range(len(shown)))}
    return Wall(moments, shown, first, last)


def open_minutes(calendar: Mapping[str, Any], wall: Wall) -> set[int]:
    found: set[int] = set()
    for on in sorted({each.date() for each in wall.shown}):
        for opens, closes in slots_of(calendar, on):
            start = datetime.combine(on, time.fromisoformat(opens))
            is_next_day = closes == "24:00" or closes <= opens
            end = datetime.combine(on + timedelta(days=is_next_day), time.fromisoformat(closes if closes != "24:00" else "00:00"))
            found |= set(range(wall.at(start, wall.first), wall.at(end, wall.last)))
    return found


def slots_of(calendar: Mapping[str, Any], on: date) -> Sequence[Sequence[str]]:
    if on.isoformat() in calendar["closed"]:
        return ()
    found: Sequence[Sequence[str]] = calendar["days"].get(on.isoformat(), calendar["week"].get(DAYS[on.weekday()], ()))
    return found


@st.composite
def specs(draw: st.DrawFn) -> tuple[dict[str, Any], datetime]:
    day = date.fromisoformat(draw(st.sampled_from(CHANGES)))
    week = {each: draw(st.sampled_from([[], OFFICE, NIGHT, LATE, SPLIT])) for each in DAYS}
    week["wed"] = OFFICE
    dates = st.integers(0, 7).map(lambda days: (day + timedelta(days=days)).isoformat())
    closed = draw(st.lists(dates, max_size=2, unique=True))
    own = draw(
        st.dictionaries(dates.filter(lambda on: on not in closed), st.sampled_from([[["21:00", "05:00"]], SMALL, OFFICE]), max_size=2)
    )
    calendar = {"zone": draw(st.sampled_from(ZONES)), "week": week, "closed": closed, "days": own}
    moments = st.integers(0, 4 * 1440).map(lambda count: datetime.combine(day, time(), UTC) + MINUTE * count)
    start = draw(moments)
    pauses = []
    for since, length in draw(st.lists(st.tuples(moments, st.integers(1, 2000)), max_size=4)):
        pauses.append([(since - timedelta(days=1)).isoformat(), (since - timedelta(days=1) + MINUTE * length).isoformat()])
    if draw(st.booleans()):
        pauses.append([draw(moments).isoformat(), None])
    case: dict[str, Any] = {"id": 1, "start": start.isoformat(), "pauses": pauses}
    asked = draw(st.integers(0, 3000))
    case |= {"until": (start + MINUTE * asked).isoformat()} if draw(st.booleans()) else {"promise_s": asked % 400 * 60}
    return {"calendar": calendar, "cases": [case]}, start


@settings(max_examples=60, deadline=None)
@given(specs())
def test_every_minute_is_what_one_who_looks_at_the_wall_says(given_spec: tuple[dict[str, Any], datetime]) -> None:
    spec, start = given_spec
    [case] = spec["cases"]
    wall = look(spec["calendar"]["zone"], start - timedelta(days=3), 28 * 1440)
    place = {each: number for number, each in enumerate(wall.minutes)}
    opened = open_minutes(spec["calendar"], wall)
    paused = [(moment(since), moment(until) if until else None) for since, until in case["pauses"]]

    def why(number: int) -> str:
        at = wall.minutes[number]
        is_paused = any(since <= at and (until is None or at < until) for since, until in paused)
        return ("paused" if is_paused else "counted") if number in opened else "closed"

    [answer] = answers(spec)

    assert "error" not in answer
    ledger = {
        number: each["why"]
        for each in answer["ledger"]
        for number in range(place[moment(each["from"])], place.get(moment(each["to"]), len(wall.minutes)))
        if number < len(wall.minutes)
    }
    assert ledger == {number: why(number) for number in ledger}
    counted = sum(each["seconds"] for each in answer["ledger"] if each["why"] == "counted")
    if "until" in case:
        assert len(ledger) == place[moment(case["until"])] - place[start]
        assert answer["counted_s"] == counted
    elif answer["due"] is None:
        assert any(until is None for _since, until in paused)
        assert counted < case["promise_s"]
    else:
        assert counted == case["promise_s"]
        due = moment(answer["due"])
        assert due == start or why(place[due - MINUTE]) == "counted"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
