"""Where a ticket best goes, purely: who can do it, is there, knows the customer and has least; each with its reasons. No Django, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MOST = 5
READY, HERE, AWAY = 0, 1, 2


@dataclass(frozen=True)
class Candidate:
    """A colleague: `presence` is READY (can be given work), HERE (at the desk, busy or not ready) or AWAY.

    `open_count` are their open tickets, `history` how many of this customer's tickets they had.
    """

    id: int
    languages: frozenset[str]
    skills: Mapping[int, int] = field(default_factory=dict, hash=False)
    presence: int = AWAY
    open_count: int = 0
    history: int = 0
    in_place: bool = False


@dataclass(frozen=True)
class Reason:
    """Why: `kind` is skill (of id `value`, at `level`), language, history, ready, here or load, each with what it counts."""

    kind: str
    value: int = 0
    level: int = 0


@dataclass(frozen=True)
class Advice:
    id: int
    reasons: tuple[Reason, ...]


def advise(candidates: Iterable[Candidate], *, language: str, needs: tuple[tuple[int, int], ...], most: int = MOST) -> list[Advice]:
    """The best of who speak the language and can do all that is needed: who works there, who is there, who knows the customer, who has least; last by id."""
    able = [each for each in candidates if language in each.languages and all(each.skills.get(skill, 0) >= least for skill, least in needs)]
    ordered = sorted(able, key=lambda each: (not each.in_place, each.presence, -min(each.history, 3), each.open_count, each.id))
    return [Advice(each.id, _reasons(each, needs)) for each in ordered[:most]]


def _reasons(each: Candidate, needs: tuple[tuple[int, int], ...]) -> tuple[Reason, ...]:
    found = [Reason("skill", skill, each.skills[skill]) for skill, _least in needs]
    if each.presence != AWAY:
        found.append(Reason("ready" if each.presence == READY else "here"))
    if each.history:
        found.append(Reason("history", each.history))
    return (*found, Reason("language"), Reason("load", each.open_count))
