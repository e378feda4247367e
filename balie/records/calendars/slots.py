"""Slots of a day as people and calendars write them, and the moments they mean in a zone; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT = "24:00"
ALL_DAY = [["00:00", MIDNIGHT]]
MOST_SLOTS = 24
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z")

type Slots = Sequence[Sequence[str]]
type Week = Mapping[str, Slots]


class BadSlot(ValueError):
    """A slot is two times of the day, `["08:30", "12:00"]`; `day` names where it went wrong, `why` is overlap, night, many or form."""

    def __init__(self, day: str, why: str) -> None:
        super().__init__(f"{day}: {why}")
        self.day, self.why = day, why


def read_week(week: Week) -> dict[str, list[list[str]]]:
    """`week` with every day, slots in order. Raises `BadSlot` for a wrong time, or slots that overlap, past midnight too."""
    tidy = {day: read_day(week.get(day, ()), day) for day in DAYS}
    for day, following in pairwise((*DAYS, DAYS[0])):
        if tidy[day] and tidy[following] and end_minutes(tidy[day][-1]) - 1440 > minutes(tidy[following][0][0]):
            raise BadSlot(following, "night")
    return tidy


def read_day(slots: Slots, day: str = "mon") -> list[list[str]]:
    """The slots of one day in order, at most 24. Raises `BadSlot` naming `day`."""
    if len(slots) > MOST_SLOTS:
        raise BadSlot(day, "many")
    tidy = sorted([_checked(day, slot) for slot in slots])
    ends = [(minutes(slot[0]), end_minutes(slot)) for slot in tidy]
    if any(later[0] < earlier[1] for earlier, later in pairwise(ends)):
        raise BadSlot(day, "overlap")
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
    return read_day(slots, day)


def write_slots(slots: Slots) -> str:
    """As `read_slots` reads them back."""
    return "  ".join(f"{start}-{end}" for start, end in slots)


def bars(slots: Slots) -> list[tuple[int, int]]:
    """(start, length) in minutes of the day for a picture of it; what passes midnight is cut at its edge."""
    return [(minutes(slot[0]), min(end_minutes(slot), 1440) - minutes(slot[0])) for slot in slots]


def moment(day: date, clock: str, zone: ZoneInfo, *, fold: int) -> datetime:
    """The moment the clock in `zone` shows `clock`; a time that is skipped becomes the moment of the jump."""
    wall = datetime.combine(day, time.fromisoformat("00:00" if clock == MIDNIGHT else clock))
    found = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wall:
        return found
    return _jump_near(found, zone)


def _jump_near(found: datetime, zone: ZoneInfo) -> datetime:
    """When the clock of `zone` jumped ahead, within a day of `found`, to the second."""
    low, high = int((found - timedelta(days=1)).timestamp()), int((found + timedelta(days=1)).timestamp())
    before = datetime.fromtimestamp(low, zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def _checked(day: str, slot: Sequence[str]) -> list[str]:
    if len(slot) != 2 or not all(isinstance(each, str) for each in slot):
        raise BadSlot(day, "form")
    if not _CLOCK.match(slot[0]) or not (_CLOCK.match(slot[1]) or slot[1] == MIDNIGHT):
        raise BadSlot(day, "form")
    return [slot[0], slot[1]]


def minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def end_minutes(slot: Sequence[str]) -> int:
    """Minutes from the start of the slot's day; at or before its start means the next day."""
    end = minutes(slot[1])
    return end if end > minutes(slot[0]) else end + 1440
