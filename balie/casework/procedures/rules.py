"""Pure rules of procedures: which one fits, when a step is due and why, what a step still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from balie.records.calendars.rules import CalendarTooShort, Hours
from balie.records.sla.rules import Clock, Entry, Event, Paused, Resumed, Started, Stopped, Terms, due, ledger, read_clock

START, BEFORE = "start", "before"
NOTHING, NOTE, FILE, REFERENCE = "", "note", "file", "reference"
OPEN, DONE, SKIPPED = "open", "done", "skipped"
LEAST_REASON = 3
# The kind of the texts that steps say.
STEP_TEXT = "procedure-step"


@dataclass(frozen=True)
class Binding:
    """For which tickets a published version is: a category with its branch and a purpose; none is every one of them."""

    version_id: int
    category_id: int | None = None
    purpose_id: int | None = None


@dataclass(frozen=True)
class Margin:
    """So many seconds of open time, since the procedure started or since the step before ended; None has no margin."""

    seconds: int | None = None
    since: str = START


@dataclass(frozen=True)
class Held:
    """No margin counts from `since` until before `until`, or from then on; `reason` is the code of why."""

    since: datetime
    until: datetime | None = None
    reason: str = ""


def branch_of(parents: Mapping[int, int | None], category_id: int | None) -> list[int]:
    """The category and those above it, nearest first; a ring is walked once."""
    found: list[int] = []
    at = category_id
    while at is not None and at not in found:
        found.append(at)
        at = parents.get(at)
    return found


def chosen(
    bindings: Iterable[Binding], *, category_id: int | None, purpose_id: int | None, parents: Mapping[int, int | None]
) -> Binding | None:
    """The one that fits closest: by the nearest category, then by the purpose, then the one published first; None when none fits."""
    branch = branch_of(parents, category_id)
    fitting = [each for each in bindings if _fits(each, branch, purpose_id)]
    return min(fitting, key=lambda each: _distance(each, branch), default=None)


def _fits(binding: Binding, branch: Sequence[int], purpose_id: int | None) -> bool:
    return binding.category_id in {None, *branch} and binding.purpose_id in {None, purpose_id}


def _distance(binding: Binding, branch: Sequence[int]) -> tuple[int, bool, int]:
    steps = len(branch) if binding.category_id is None else branch.index(binding.category_id)
    return steps, binding.purpose_id is None, binding.version_id


def due_moments(
    margins: Sequence[Margin], *, started_at: datetime, ended: Sequence[datetime | None], hours: Hours, holds: Sequence[Held] = ()
) -> list[datetime | None]:
    """When each step is due; None for one without a margin, whose margin begins with a step that has not ended, or is held before its end.

    `ended` is when each step was done or skipped. The first step has no step before it: its margin begins with the procedure.
    None too where the calendar never holds so much open time.
    """
    clocks = (_margin_clock(margin, since, hours, holds) for margin, since in _begun(margins, started_at, ended))
    return [_due(clock) if clock else None for clock in clocks]


def margin_ledgers(
    margins: Sequence[Margin],
    *,
    started_at: datetime,
    ended: Sequence[datetime | None],
    hours: Hours,
    holds: Sequence[Held] = (),
    until: datetime,
) -> list[list[Entry]]:
    """How the margin of each step was used until the step ended, or until `until`; empty for one that counts no margin (yet)."""
    ledgers: list[list[Entry]] = []
    for (margin, since), end in zip(_begun(margins, started_at, ended), ended, strict=True):
        clock = _margin_clock(margin, since, hours, holds, end)
        ledgers.append(ledger(clock, until) if clock else [])
    return ledgers


def held_from(holds: Sequence[Held], reason: str, *, at: datetime, is_undone: bool = False) -> list[Held]:
    """The holds when from `at` on `reason` holds every margin, or nothing does when it is empty.

    `is_undone`: the last change counts as if it had never been, where that makes it so. A clock set back writes no hold before the last one.
    """
    if reason_of(holds) == reason:
        return list(holds)
    before = next((each for each in _without_last(holds) if reason_of(each) == reason), None) if is_undone else None
    if before is not None:
        return before
    at = max([at, *(each.until or each.since for each in holds[-1:])])
    ended = [each if each.until else replace(each, until=at) for each in holds]
    return [each for each in ended if each.until != each.since] + ([Held(at, None, reason)] if reason else [])


def reason_of(holds: Sequence[Held]) -> str:
    """Why the margins are held now; empty when they count."""
    return holds[-1].reason if holds and holds[-1].until is None else ""


def _without_last(holds: Sequence[Held]) -> Iterator[list[Held]]:
    """How the holds may have been before their last change: one that ended went on, one that goes on was none, or the one before it went on."""
    if not holds:
        return
    *others, last = holds
    if last.until is not None:
        yield [*others, replace(last, until=None)]
        return
    yield others
    if others and others[-1].until == last.since:
        yield [*others[:-1], replace(others[-1], until=None)]


def _begun(margins: Sequence[Margin], started_at: datetime, ended: Sequence[datetime | None]) -> Iterable[tuple[Margin, datetime | None]]:
    """Each margin with when it begins."""
    return [(margin, started_at if margin.since == START or at == 0 else ended[at - 1]) for at, margin in enumerate(margins)]


def _margin_clock(margin: Margin, since: datetime | None, hours: Hours, holds: Sequence[Held], end: datetime | None = None) -> Clock | None:
    """The clock of a margin: it counts as a promise does; None where nothing counts."""
    if since is None or margin.seconds is None:
        return None
    log: list[Event] = [Started(since, Terms(timedelta(seconds=margin.seconds), hours))]
    for held in holds:
        begun = max(held.since, since)
        if held.until is None or held.until > begun:
            log.append(Paused(begun, held.reason))
            log += [Resumed(held.until, held.reason)] if held.until else []
    return read_clock([*log, *([Stopped(max(end, since))] if end else [])])


def _due(clock: Clock) -> datetime | None:
    try:
        return due(clock)
    except CalendarTooShort:
        return None


def is_late(state: str, due: datetime | None, ended_at: datetime | None, *, at: datetime) -> bool:
    """Whether the step came, or is now, after the moment it was due."""
    end = at if state == OPEN else ended_at
    return due is not None and end is not None and end > due


def lacking(proof: str, *, note: str, reference: str, has_file: bool) -> str:
    """Which field the proof is missing in: note, reference or file; empty when the step may be ticked off."""
    given = {NOTE: bool(note.strip()), REFERENCE: bool(reference.strip()), FILE: has_file}
    return proof if proof and not given[proof] else ""
