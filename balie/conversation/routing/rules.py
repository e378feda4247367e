"""Who is given what, purely: no database, no clock.

Work has one total order (`in_order`); the same facts always give the same choice. What waits in a queue is offered by `board`; who asks
for the next piece of work gets it by `choose_work`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

VERSION = 1
# How long work given to somebody stays theirs when their page says nothing; a page that is open says so every 30 s.
LEASE = timedelta(minutes=3)
# What one gave back is not offered to the same one again so soon; the longer the oftener.
COOL_DOWNS = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
LEAST_REASON = 3
# After an offer that was missed nothing rings there for a while, longer each time; so many in a row, and the operator is not ready.
RING_PAUSES = (timedelta(seconds=10), timedelta(seconds=30), timedelta(seconds=60))
MISSES_IN_A_ROW = 2


class State(StrEnum):
    """Whether an operator can be given work. Without a state one is not at the desk."""

    AVAILABLE = "available"
    OFFERED = "offered"
    TALKING = "talking"
    WRAP_UP = "wrap_up"
    NOT_READY = "not_ready"
    MISSED = "missed"


class OfferState(StrEnum):
    """An offer rings, and is then left in one of four ways."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    MISSED = "missed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Misfit(StrEnum):
    """Why an operator is not given a piece of work."""

    LANGUAGE = "language"
    SKILL = "skill"
    COOLING = "cooling"


# What a person may choose from each state; "" is not at the desk. The others are for what happens: an offer, a call.
CHOSEN = frozenset({State.AVAILABLE, State.NOT_READY, ""})
_BUSY = frozenset({State.OFFERED, State.TALKING})


@dataclass(frozen=True)
class Work:
    """Something to be done. `order` is the moment (seconds) it should be begun by: the lowest first.

    `skills` pairs a skill with the least level; `cools_until` is until when this operator gave it back.
    """

    id: int
    order: int
    language: str = ""
    skills: tuple[tuple[int, int], ...] = ()
    cools_until: datetime | None = None


@dataclass(frozen=True)
class Operator:
    """Somebody who works: `skills` skill → level, `held` pieces of work out of `most` at once, available `since`."""

    id: int
    languages: frozenset[str] = frozenset()
    skills: Mapping[int, int] = field(default_factory=dict, hash=False)
    held: int = 0
    most: int = 1
    since: datetime | None = None


@dataclass(frozen=True)
class Passed:
    """Work that came first but was not for this operator, and why."""

    id: int
    why: Misfit


@dataclass(frozen=True)
class Choice:
    """What was chosen, what was passed over before it, and what would have come next."""

    work: Work | None
    passed: tuple[Passed, ...] = ()
    following: tuple[int, ...] = ()


def may_choose(old: str, new: str) -> bool:
    """Whether a person may go from `old` to `new`: never into what only happens, never away from somebody on the line."""
    return new in CHOSEN and old not in _BUSY


def in_order(works: Iterable[Work]) -> list[Work]:
    """The total order: what should be begun first, then what was there first."""
    return sorted(works, key=lambda work: (work.order, work.id))


def misfit(work: Work, operator: Operator, *, at: datetime) -> Misfit | None:
    """Why the operator is not given the work; None when they are. Languages and skills are never dropped by themselves."""
    if work.language and work.language not in operator.languages:
        return Misfit.LANGUAGE
    if any(operator.skills.get(skill, 0) < least for skill, least in work.skills):
        return Misfit.SKILL
    if work.cools_until is not None and work.cools_until > at:
        return Misfit.COOLING
    return None


def choose_work(works: Iterable[Work], operator: Operator, *, at: datetime, following: int = 3) -> Choice:
    """The first piece of work that fits the operator."""
    ordered = in_order(works)
    passed: list[Passed] = []
    for place, work in enumerate(ordered):
        why = misfit(work, operator, at=at)
        if why is None:
            rest = (each.id for each in ordered[place + 1 :] if misfit(each, operator, at=at) is None)
            return Choice(work, tuple(passed), tuple(each for each, _n in zip(rest, range(following), strict=False)))
        passed.append(Passed(work.id, why))
    return Choice(None, tuple(passed))


def cool_down(times: int) -> timedelta:
    """How long work stays away from who gave it back for the `times`-th time (1 and up)."""
    return COOL_DOWNS[min(times, len(COOL_DOWNS)) - 1]


def ring_pause(times: int) -> timedelta:
    """How long nothing rings at who missed an offer for the `times`-th time lately (1 and up)."""
    return RING_PAUSES[min(times, len(RING_PAUSES)) - 1]
