"""What a clock is about; whoever holds the clock knows more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Subject:
    """`kind` is a word as “ticket”, `id` a key of that kind."""

    kind: str
    id: int


@dataclass(frozen=True)
class Wanted:
    """A promise that is to run for a subject, under each agreement of `kind` that makes it, from `since` on.

    Without `since` from whenever it began to be wanted. `reasons` hold it. `unless`: not under an agreement that promises that metric too.
    """

    kind: str
    metric: str
    since: datetime | None
    reasons: tuple[str, ...] = ()
    unless: str = ""


@dataclass(frozen=True)
class Terms:
    """What decides which promises hold. Two things of one subject are the same when these are."""

    priority: int
    purpose_id: int | None = None
    customer_id: int | None = None
