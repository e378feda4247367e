"""Open hours as moments: pure, for any zone, right through both changes of the clock."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT = "24:00"
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z")

type Week = Mapping[str, Sequence[Sequence[str]]]


class BadSlot(ValueError):
    """A slot is two times of the day, `["08:30", "12:00"]`; `day` names where it went wrong, `why` is overlap or form."""

    def __init__(self, day: str, why: str) -> None:
        super().__init__(f"{day}: {why}")
        self.day, self.why = day, why


@dataclass(frozen=True)
class OpenPeriod:
    """From `start` until before `end`, both aware, in UTC."""

    start: datetime
    end: datetime


def open_periods(week: Week, zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[OpenPeriod]:
    """The open periods between `start` and `end` (aware), clipped to them, in order; touching ones are one.

    Slot times are wall-clock times in `zone`: in the night the clock jumps ahead a time that does not exist moves
    to the moment of the jump, in the night it goes back a slot's start is the first and its end the second
    occurrence. A slot whose end is at or before its start ends on the next day. Raises `BadSlot`.
    """
    held: OpenPeriod | None = None
    for period in _slots_between(week, zone, start, end):
        clipped = OpenPeriod(max(period.start, start.astimezone(UTC)), min(period.end, end.astimezone(UTC)))
        if clipped.start >= clipped.end:
            continue
        if held and clipped.start <= held.end:
            held = OpenPeriod(held.start, max(held.end, clipped.end))
            continue
        if held:
            yield held
        held = clipped
    if held:
        yield held


def is_open_at(week: Week, zone: ZoneInfo, at: datetime) -> bool:
    """Whether `at` (aware) lies in an open period; the end of one is closed."""
    return any(True for _period in open_periods(week, zone, at, at + timedelta(microseconds=1)))


def read_week(week: Week) -> dict[str, list[list[str]]]:
    """`week` with every day, slots in order. Raises `BadSlot` for a wrong time or slots that overlap within the day."""
    tidy = {}
    for day in DAYS:
        slots = sorted([_checked(day, slot) for slot in week.get(day, ())])
        ends = [(_minutes(slot[0]), _end_minutes(slot)) for slot in slots]
        if any(later[0] < earlier[1] for earlier, later in pairwise(ends)):
            raise BadSlot(day, "overlap")
        tidy[day] = slots
    return tidy


def read_slots(typed: str, day: str = "mon") -> list[list[str]]:
    """The slots in “8:30-12:00 13:00-17:00” as a person types them. Raises `BadSlot`."""
    tidy = re.sub(r"\s*[-–]\s*", "-", typed.replace(",", " ").replace(";", " ").replace("+", " "))
    slots = []
    for part in tidy.split():
        found = re.fullmatch(r"(\d{1,2})(?:[:.hu](\d{2})?)?-(\d{1,2})(?:[:.hu](\d{2})?)?", part)
        if not found:
            raise BadSlot(day, "form")
        from_hour, from_minute, to_hour, to_minute = (int(text or 0) for text in found.groups())
        slots.append([f"{from_hour:02}:{from_minute:02}", f"{to_hour:02}:{to_minute:02}"])
    return read_week({day: slots})[day]


def bars(slots: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """(start, length) in minutes of the day for a picture of it; what passes midnight is cut at its edge."""
    return [(_minutes(slot[0]), min(_end_minutes(slot), 1440) - _minutes(slot[0])) for slot in slots]


def _slots_between(week: Week, zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[OpenPeriod]:
    day = start.astimezone(zone).date() - timedelta(days=2)
    last = end.astimezone(zone).date() + timedelta(days=1)
    tidy = read_week(week)
    while day <= last:
        for slot in tidy[DAYS[day.weekday()]]:
            ends_on = day + timedelta(days=_end_minutes(slot) // 1440)
            yield OpenPeriod(_moment(day, slot[0], zone, fold=0), _moment(ends_on, slot[1], zone, fold=1))
        day += timedelta(days=1)


def _moment(day: date, clock: str, zone: ZoneInfo, *, fold: int) -> datetime:
    """The moment the clock in `zone` shows `clock`; a time that is skipped becomes the moment of the jump."""
    wall = datetime.combine(day, time.fromisoformat("00:00" if clock == MIDNIGHT else clock))
    moment = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    return _jump_near(moment, zone)


def _jump_near(moment: datetime, zone: ZoneInfo) -> datetime:
    """When the clock of `zone` jumped ahead, within a day of `moment`, to the second."""
    low, high = int((moment - timedelta(days=1)).timestamp()), int((moment + timedelta(days=1)).timestamp())
    before = datetime.fromtimestamp(low, zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def _checked(day: str, slot: Sequence[str]) -> list[str]:
    if len(slot) != 2 or not _CLOCK.match(slot[0]) or not (_CLOCK.match(slot[1]) or slot[1] == MIDNIGHT):
        raise BadSlot(day, "form")
    return [slot[0], slot[1]]


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _end_minutes(slot: Sequence[str]) -> int:
    """Minutes from the start of the slot's day; at or before its start means the next day."""
    end = _minutes(slot[1])
    return end if end > _minutes(slot[0]) else end + 1440
