"""Open hours as moments: pure, for any zone, right through both changes of the clock.

What holds on a date, first found: an own day, a public holiday (closed), the week of a season, the plain week.
A slot belongs to the date it begins on: a night shift that begins on the eve of a holiday is worked to its end, and
nothing opens on the holiday itself.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from balie.records.calendars.slots import ALL_DAY, DAYS, Slots, Week, end_minutes, moment

type Name = Mapping[str, str]
type Holidays = Callable[[int], Mapping[date, Name]]
NOTHING = timedelta()
BLOCK, FIRST_BLOCK = timedelta(weeks=4), datetime(1, 2, 1, tzinfo=UTC)
FARTHEST = timedelta(days=50 * 366)
LATEST = datetime(9990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class OpenPeriod:
    """From `start` until before `end`, both aware, in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Day:
    """What holds on one date: no slots is closed. `kind` is own, holiday, season or week; `name` in our languages."""

    slots: Slots
    kind: str = "own"
    name: Name = field(default_factory=dict)


@dataclass(frozen=True)
class Season:
    """Another week from `first` to `last`, both in it."""

    first: date
    last: date
    week: Week
    name: Name = field(default_factory=dict)


def no_holidays(_year: int) -> Mapping[date, Name]:
    return {}


class CalendarTooShort(ValueError):
    """The calendar holds less open time than is asked for, fifty years on."""


@dataclass(frozen=True)
class Block:
    """The open periods of four weeks, in order, cut at its edges; `opened` is how long it was open until the end of each."""

    starts: Sequence[datetime]
    ends: Sequence[datetime]
    opened: Sequence[timedelta]

    @property
    def total(self) -> timedelta:
        return self.opened[-1] if self.opened else NOTHING

    def until(self, at: datetime) -> timedelta:
        """How long it is open from the edge of the block until `at`, which lies in it."""
        last = bisect_right(self.starts, at) - 1
        return self.opened[last] - max(self.ends[last] - at, NOTHING) if last >= 0 else NOTHING

    def moment(self, time: timedelta) -> datetime:
        """The first moment until which it was open for `time`, more than nothing and no more than the whole."""
        period = bisect_left(self.opened, time)
        return self.ends[period] - (self.opened[period] - time)


@dataclass(frozen=True, eq=False)
class Hours:
    """A calendar to reckon with; weeks and slots as `read_week` gives them. `always`: only own days close it.

    Keeps the blocks it was asked for, since the same dates are asked for again and again.
    """

    zone: ZoneInfo
    week: Week = field(default_factory=dict)
    always: bool = False
    days: Mapping[date, Day] = field(default_factory=dict)
    seasons: Sequence[Season] = ()
    holidays: Holidays = no_holidays
    _known: dict[date, tuple[OpenPeriod, ...]] = field(default_factory=dict, repr=False)
    _blocks: dict[int, Block] = field(default_factory=dict, repr=False)

    @property
    def is_unbroken(self) -> bool:
        return self.always and not self.days

    def day(self, on: date) -> Day:
        """What holds on the date `on`."""
        if own := self.days.get(on):
            return own
        if self.always:
            return Day(ALL_DAY, "week")
        if name := self.holidays(on.year).get(on):
            return Day((), "holiday", name)
        weekday = DAYS[on.weekday()]
        for season in self.seasons:
            if season.first <= on <= season.last:
                return Day(season.week.get(weekday, ()), "season", season.name)
        return Day(self.week.get(weekday, ()), "week")

    def periods_begun_on(self, on: date) -> tuple[OpenPeriod, ...]:
        """The periods of the slots that begin on the date `on`; one past midnight ends on the next."""
        if on not in self._known:
            self._known[on] = tuple(_period(on, slot, self.zone) for slot in self.day(on).slots)
        return self._known[on]

    def block(self, number: int) -> Block:
        """The block that begins `number` times four weeks after the first."""
        if number not in self._blocks:
            start = FIRST_BLOCK + number * BLOCK
            periods = list(open_periods(self, start, start + BLOCK))
            opened = accumulate(each.end - each.start for each in periods)
            self._blocks[number] = Block([each.start for each in periods], [each.end for each in periods], list(opened))
        return self._blocks[number]


def open_periods(hours: Hours, start: datetime, end: datetime) -> Iterator[OpenPeriod]:
    """The open periods between `start` and `end` (aware), clipped to them, in order, in UTC; touching ones are one.

    Slot times are wall-clock times in the zone: in the night the clock jumps ahead a time that does not exist moves
    to the moment of the jump, in the night it goes back a slot's start is the first and its end the second
    occurrence. A slot whose end is at or before its start ends on the next day.
    """
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if hours.is_unbroken:
        return iter([OpenPeriod(start, end)] if start < end else [])
    return _joined(_clipped(_begun_between(hours, start, end), start, end))


def open_time(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """How long it is open between the two."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if start >= end:
        return NOTHING
    if hours.is_unbroken:
        return end - start
    first, last = _number(start), _number(end)
    whole = sum((hours.block(number).total for number in range(first, last)), NOTHING)
    return whole + hours.block(last).until(end) - hours.block(first).until(start)


def open_until(hours: Hours, start: datetime, time: timedelta) -> datetime:
    """The moment `time` of open time has passed since `start`, the earliest: at closing time, not at the next opening.

    Raises `CalendarTooShort` when fifty years hold less.
    """
    start = start.astimezone(UTC)
    end = min(start + FARTHEST, LATEST)
    if time <= NOTHING:
        return start
    if hours.is_unbroken:
        return _within(start + time, end)
    number = _number(start)
    wanted = time + hours.block(number).until(start)
    while wanted > (total := hours.block(number).total):
        wanted, number = wanted - total, number + 1
        if number > _number(end):
            raise CalendarTooShort
    return _within(hours.block(number).moment(wanted), end)


def is_open_at(hours: Hours, at: datetime) -> bool:
    """Whether `at` (aware) lies in an open period; the end of one is closed."""
    return any(True for _period in open_periods(hours, at, at + timedelta(microseconds=1)))


def ever_opens(hours: Hours) -> bool:
    """Whether there is any open time at all: in the week, a season, or on an own day."""
    weeks = [hours.week, *(each.week for each in hours.seasons)]
    return hours.always or any(any(week.values()) for week in weeks) or any(day.slots for day in hours.days.values())


def closed_because(hours: Hours, start: datetime, end: datetime) -> list[Name]:
    """The names of the holidays and own closing days that a closed stretch lies on, in order; none for plain closing time."""
    first, last = start.astimezone(hours.zone).date(), (end - timedelta(microseconds=1)).astimezone(hours.zone).date()
    days = [hours.day(first + timedelta(days=count)) for count in range(min((last - first).days + 1, 60))]
    return [day.name for day in days if day.kind in {"own", "holiday"} and not day.slots and day.name]


def days_between(first: date, last: date) -> list[date]:
    """Every day from the first to the last, both in it."""
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def free_days(first: date, last: date, taken: Collection[date]) -> list[tuple[date, date]]:
    """What is left of the days from `first` to `last` without those taken: (first, last) of each piece."""
    pieces: list[tuple[date, date]] = []
    for on in days_between(first, last):
        if on in taken:
            continue
        joins = pieces and pieces[-1][1] == on - timedelta(days=1)
        pieces[-1:] = [(pieces[-1][0], on)] if joins else [*pieces[-1:], (on, on)]
    return pieces


def _number(at: datetime) -> int:
    return (at - FIRST_BLOCK) // BLOCK


def _within(found: datetime, end: datetime) -> datetime:
    if found > end:
        raise CalendarTooShort
    return found


def _begun_between(hours: Hours, start: datetime, end: datetime) -> Iterator[OpenPeriod]:
    day = start.astimezone(hours.zone).date() - timedelta(days=2)
    last = end.astimezone(hours.zone).date() + timedelta(days=1)
    while day <= last:
        yield from hours.periods_begun_on(day)
        day += timedelta(days=1)


def _clipped(periods: Iterable[OpenPeriod], start: datetime, end: datetime) -> Iterator[OpenPeriod]:
    for period in periods:
        opens, closes = max(period.start, start), min(period.end, end)
        if opens < closes:
            yield OpenPeriod(opens, closes)


def _joined(periods: Iterable[OpenPeriod]) -> Iterator[OpenPeriod]:
    held: OpenPeriod | None = None
    for period in periods:
        if held and period.start <= held.end:
            held = OpenPeriod(held.start, max(held.end, period.end))
            continue
        if held:
            yield held
        held = period
    if held:
        yield held


def _period(day: date, slot: Sequence[str], zone: ZoneInfo) -> OpenPeriod:
    ends_on = day + timedelta(days=end_minutes(slot) // 1440)
    return OpenPeriod(moment(day, slot[0], zone, fold=0), moment(ends_on, slot[1], zone, fold=1))
