"""What clocks announce."""

from __future__ import annotations

from dataclasses import dataclass

from balie.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class ClockWarned(Event):
    """`percent` of a promise is used; the subject is a kind, as “ticket”, and an id of that kind."""

    clock_id: int
    subject_kind: str
    subject_id: int
    step_id: int
    percent: int


@dataclass(frozen=True, kw_only=True)
class ClockBreached(Event):
    """A promise is broken."""

    clock_id: int
    subject_kind: str
    subject_id: int
    step_id: int


@dataclass(frozen=True, kw_only=True)
class ClocksMoved(Event):
    """Clocks of these subjects run under other terms: an agreement or a calendar changed."""

    subject_kind: str
    subject_ids: tuple[int, ...]
