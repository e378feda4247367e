"""The clock of a promise: from what happened to the due time and the ledger; pure, no Django, no clock.

Time counts while the calendar is open and nothing holds the clock. A change of promise, priority or calendar re-bases:
from then on the new calendar counts, against the new promise; what was counted and paused before stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from balie.records.calendars.rules import NOTHING, Hours, Name, closed_because, open_periods, open_time, open_until

COUNTED, PAUSED, CLOSED = "counted", "paused", "closed"


class NotStarted(ValueError):
    """The first event of a clock is its start."""


@dataclass(frozen=True)
class Terms:
    """What was promised: so much open time by these hours. `name` says of what, for the ledger."""

    promise: timedelta
    hours: Hours
    name: str = ""


@dataclass(frozen=True)
class Started:
    at: datetime
    terms: Terms


@dataclass(frozen=True)
class Paused:
    """`reason` is a code; several may hold at once, and the clock goes on when the last is gone."""

    at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Resumed:
    """Without a reason: whatever held."""

    at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Rebased:
    at: datetime
    terms: Terms


@dataclass(frozen=True)
class Stopped:
    at: datetime


@dataclass(frozen=True)
class Reopened:
    """The stopped clock goes on; the time since the stop is held, for the reason `STOPPED`."""

    at: datetime


@dataclass(frozen=True)
class Undone:
    """The last pause, end of one, stop or reopening before it counts as if it had never been."""

    at: datetime


type Event = Started | Paused | Resumed | Rebased | Stopped | Reopened | Undone
# At the same moment a stop goes before a pause, a pause before what lets it run: in this order, the last one holds.
_ORDER: dict[type, int] = {Started: 0, Rebased: 1, Resumed: 2, Paused: 3, Stopped: 4, Reopened: 5, Undone: 6}
STOPPED = "stopped"


@dataclass(frozen=True)
class Entry:
    """A piece of the ledger: from `start` until before `end`. `reasons` held it; `names` are of holidays and own days."""

    start: datetime
    end: datetime
    why: str
    reasons: tuple[str, ...] = ()
    names: tuple[Name, ...] = ()
    terms: str = ""

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True)
class Breach:
    """From `at` on the promise was broken; it stays so whatever is agreed later."""

    at: datetime
    promise: timedelta
    terms: str = ""


@dataclass(frozen=True)
class Stretch:
    """A time in which neither terms nor reasons change; without `end` it goes on."""

    start: datetime
    end: datetime | None
    terms: Terms
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Clock:
    """A log read: its stretches in order, when it was stopped, and what may be asked of it."""

    stretches: tuple[Stretch, ...]
    stopped_at: datetime | None

    @property
    def started_at(self) -> datetime:
        return self.stretches[0].start

    @property
    def terms(self) -> Terms:
        return self.stretches[-1].terms

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is paused now; none when it runs or is stopped."""
        return () if self.stopped_at else self.stretches[-1].reasons


def read_clock(events: Iterable[Event]) -> Clock:
    """The clock of a log, whatever order its events come in. Raises `NotStarted`."""
    log = sorted(events, key=lambda each: (each.at, _ORDER[type(each)]))
    if not log or not isinstance(log[0], Started):
        raise NotStarted
    log = list(_gone_on(_without_undone(log)))
    stopped = next((each.at for each in log if isinstance(each, Stopped)), None)
    told = [each for each in log if not isinstance(each, Stopped) and (stopped is None or each.at <= stopped)]
    return Clock(tuple(_stretches(told, stopped)), stopped)


def _without_undone(log: Iterable[Event]) -> Iterator[Event]:
    """The log without what was undone, and without the undoing."""
    kept: list[Event] = []
    for event in log:
        if isinstance(event, Undone):
            last = next((at for at in reversed(range(len(kept))) if not isinstance(kept[at], Started | Rebased)), None)
            if last is not None:
                del kept[last]
        else:
            kept.append(event)
    return iter(kept)


def _gone_on(log: Iterable[Event]) -> Iterator[Event]:
    """A stop that was followed by a reopening as a pause; what happened to the stopped clock in between, after it."""
    held: list[Event] = []
    for event in log:
        if isinstance(event, Reopened):
            for each in held:
                yield Paused(each.at, STOPPED) if isinstance(each, Stopped) else each
            if held:
                yield Resumed(event.at, STOPPED)
            held = []
        elif held or isinstance(event, Stopped):
            held.append(event)
        else:
            yield event
    yield from held


def due(clock: Clock, *, percent: int = 100) -> datetime | None:
    """When so much of the promise in force last is, or would without the stop have been, counted; None while paused before.

    Raises `CalendarTooShort`.
    """
    going = Clock((*clock.stretches[:-1], replace(clock.stretches[-1], end=None)), None)
    return reached(going, clock.terms.promise * percent / 100)


def reached(clock: Clock, time: timedelta) -> datetime | None:
    """When the clock has counted `time`; None when it is paused or stopped before. Raises `CalendarTooShort`."""
    if time <= NOTHING:
        return clock.started_at
    for each in clock.stretches:
        if each.reasons:
            continue
        counts = time if each.end is None else open_time(each.terms.hours, each.start, each.end)
        if counts >= time:
            return open_until(each.terms.hours, each.start, time)
        time -= counts
    return None


def counted(clock: Clock, until: datetime) -> timedelta:
    """How much has been counted from the start until `until`."""
    return sum((open_time(each.terms.hours, each.start, _end(each, until)) for each in clock.stretches if not each.reasons), NOTHING)


def ledger(clock: Clock, until: datetime) -> list[Entry]:
    """Every moment from the start until `until`, or the stop: counted, paused or closed, and why; adds up exactly.

    Closed time within a pause is closed: what is paused is open time that did not count.
    """
    entries = (entry for each in clock.stretches for entry in _entries(each, _end(each, until)))
    return list(_together(entries))


def breaches(clock: Clock, until: datetime) -> list[Breach]:
    """Every promise that was broken by `until`, in order; a later promise, even a longer one, takes none away."""
    found: list[Breach] = []
    is_late = False
    for first, last in _by_terms(clock):
        sofar = Clock(clock.stretches[: last + 1], clock.stretches[last].end)
        begun, end = clock.stretches[first].start, _end(clock.stretches[last], until)
        if begun > until:
            break
        at = _broken(sofar, begun, end, is_stopped=last + 1 == len(clock.stretches) and clock.stopped_at is not None)
        if at and not is_late:
            found.append(Breach(at, sofar.terms.promise, sofar.terms.name))
        is_late = at is not None
    return found


def _broken(clock: Clock, begun: datetime, end: datetime, *, is_stopped: bool) -> datetime | None:
    """When within these terms, from `begun` to `end`, their promise was broken. Stopped at the due moment is kept."""
    if counted(clock, end) < clock.terms.promise:
        return None
    moment = max(reached(clock, clock.terms.promise) or begun, begun)
    return None if is_stopped and moment >= end else moment


def _by_terms(clock: Clock) -> Iterator[tuple[int, int]]:
    """Index of the first and the last stretch under each terms."""
    edges = [at for at, (one, other) in enumerate(pairwise(clock.stretches), 1) if one.terms is not other.terms]
    return ((start, end - 1) for start, end in pairwise([0, *edges, len(clock.stretches)]))


def _stretches(log: Sequence[Event], stopped: datetime | None) -> Iterator[Stretch]:
    """Between each two moments of the log, what held; of a moment only what it leads to."""
    terms, held = log[0].terms if isinstance(log[0], Started) else None, dict[str, None]()
    for event, following in zip(log, [*log[1:], None], strict=True):
        match event:
            case Started(terms=terms) | Rebased(terms=terms):
                pass
            case Paused(reason=reason):
                held[reason] = None
            case Resumed(reason=reason):
                held = {each: None for each in held if reason and each != reason}
        end = following.at if following else stopped
        if terms and (end is None or end > event.at or not following):
            yield Stretch(event.at.astimezone(UTC), end.astimezone(UTC) if end else None, terms, tuple(sorted(held)))


def _end(stretch: Stretch, until: datetime) -> datetime:
    """Where the stretch ends, seen from `until`; never before its start."""
    return max(min(stretch.end or until, until).astimezone(UTC), stretch.start)


def _entries(stretch: Stretch, end: datetime) -> Iterator[Entry]:
    why, terms = (PAUSED if stretch.reasons else COUNTED), stretch.terms
    at = stretch.start
    for period in open_periods(terms.hours, stretch.start, end):
        if at < period.start:
            yield _closed(terms, at, period.start)
        yield Entry(period.start, period.end, why, stretch.reasons, (), terms.name)
        at = period.end
    if at < end:
        yield _closed(terms, at, end)


def _closed(terms: Terms, start: datetime, end: datetime) -> Entry:
    return Entry(start, end, CLOSED, (), tuple(closed_because(terms.hours, start, end)), terms.name)


def _together(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Touching entries of the same cause as one."""
    held: Entry | None = None
    for entry in entries:
        if held and held.end == entry.start and (held.why, held.reasons, held.terms) == (entry.why, entry.reasons, entry.terms):
            names = held.names + tuple(name for name in entry.names if name not in held.names)
            held = replace(held, end=entry.end, names=names)
            continue
        if held:
            yield held
        held = entry
    if held:
        yield held


def chosen_by_contract(rows: Iterable[tuple[int, str, int, bool]]) -> list[int]:
    """The agreements that hold, each once, in the order of the rows: (contract, kind, agreement, whether the contract itself names it).

    Of a kind, what a contract names goes before what its type does; another contract takes nothing away.
    """
    found = list(rows)
    own = {(contract, kind) for contract, kind, _agreement, is_own in found if is_own}
    held = (agreement for contract, kind, agreement, is_own in found if is_own or (contract, kind) not in own)
    return list(dict.fromkeys(held))
