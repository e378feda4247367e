"""What promises announce."""

from __future__ import annotations

from dataclasses import dataclass

from balie.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class PromiseChanged(Event):
    """A promise was made, moved, kept, broken or handed over; about a subject, when it is of one."""

    promise_id: int
    subject_kind: str
    subject_id: int | None
