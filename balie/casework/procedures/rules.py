"""Pure rules of procedures: which one fits, when a step is due, what a step still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from balie.records.calendars.rules import Hours, periods_from
from balie.records.sla.rules import CalendarTooShort, due_at

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
    margins: Sequence[Margin], *, started_at: datetime, ended: Sequence[datetime | None], hours: Hours
) -> list[datetime | None]:
    """When each step is due; None for one without a margin, or whose margin begins with a step that has not ended.

    `ended` is when each step was done or skipped. The first step has no step before it: its margin begins with the procedure.
    None too where the calendar never holds so much open time.
    """
    moments: list[datetime | None] = []
    for at, margin in enumerate(margins):
        since = started_at if margin.since == START or at == 0 else ended[at - 1]
        moments.append(_due(since, margin.seconds, hours))
    return moments


def _due(since: datetime | None, seconds: int | None, hours: Hours) -> datetime | None:
    if since is None or seconds is None:
        return None
    try:
        return due_at(since, timedelta(seconds=seconds), periods_from(hours, since))
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
