"""Open hours as moments: pure, for any zone, right through both changes of the clock.

What holds on a date, first found: an own day, a public holiday (closed), the week of a season, the plain week.
A slot belongs to the date it begins on: a night shift that begins on the eve of a holiday is worked to its end, and
nothing opens on the holiday itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from balie.records.calendars.slots import ALL_DAY, DAYS, Slots, Week, end_minutes, moment

type Name = Mapping[str, str]
type Holidays = Callable[[int], Mapping[date, Name]]
FIRST_WINDOW, LONGEST_WINDOW = timedelta(days=16), timedelta(days=512)
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


@dataclass(frozen=True, eq=False)
class Hours:
    """A calendar to reckon with; weeks and slots as `read_week` gives them. `always`: only own days close it.

    Keeps the periods of the dates it was asked for, since the same dates are asked for again and again.
    """

    zone: ZoneInfo
    week: Week = field(default_factory=dict)
    always: bool = False
    days: Mapping[date, Day] = field(default_factory=dict)
    seasons: Sequence[Season] = ()
    holidays: Holidays = no_holidays
    _known: dict[date, tuple[OpenPeriod, ...]] = field(default_factory=dict, repr=False)

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


def periods_from(hours: Hours, start: datetime) -> Iterator[OpenPeriod]:
    """As `open_periods` from `start` on, for fifty years at most; a period may be given in pieces that touch."""
    window, end = FIRST_WINDOW, min(start.astimezone(UTC) + FARTHEST, LATEST)
    while start < end:
        until = min(start + window, end)
        yield from open_periods(hours, start, until)
        start, window = until, min(window * 2, LONGEST_WINDOW)


def open_time(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """How long it is open between the two."""
    return sum((each.end - each.start for each in open_periods(hours, start, end)), timedelta())


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
