"""In which order solutions are tried."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Tried(StrEnum):
    """What became of a solution where it is looked at."""

    NO = "no"
    WORKED = "worked"
    FAILED = "failed"


@dataclass(frozen=True)
class Candidate:
    """A solution: for which urgencies and impacts (1 high, 3 low; none: for all), how many minutes it takes, and how it went so far."""

    id: int
    urgencies: Collection[int]
    impacts: Collection[int]
    minutes: int
    tried_count: int
    worked_count: int
    tried: Tried = Tried.NO


@dataclass(frozen=True)
class Ranked:
    """`suits_urgency` and `suits_impact` are None where nothing is known of them; `chance` is that it works, from 0 to 1."""

    candidate: Candidate
    suits_urgency: bool | None
    suits_impact: bool | None
    chance: float


def ranked(candidates: Collection[Candidate], *, urgency: int | None, impact: int | None) -> list[Ranked]:
    """The solutions in the order to try them: what failed here already last, then what suits urgency and impact, then what costs least.

    Among those that suit alike the order is that of chance ÷ minutes, the highest first: tried one after another until one
    works, no other order takes less time on average (the least-cost testing sequence: L. G. Mitten, 1960; J. B. Kadane and
    H. A. Simon, 1977). The chance is (worked + 1) ÷ (tried + 2), Laplace's rule of succession, so that one success in one trial
    is not yet certain, and what was never tried is worth trying.
    """
    found = [
        Ranked(each, _suits(urgency, each.urgencies), _suits(impact, each.impacts), chance(each.worked_count, each.tried_count))
        for each in candidates
    ]
    return sorted(found, key=_place)


def chance(worked: int, tried: int) -> float:
    """That it works the next time, after `worked` times in `tried`."""
    return (worked + 1) / (tried + 2)


def _suits(grade: int | None, suited: Collection[int]) -> bool | None:
    return None if grade is None else not suited or grade in suited


def _place(each: Ranked) -> tuple[bool, int, float, int]:
    misses = (each.suits_urgency is False) + (each.suits_impact is False)
    return each.candidate.tried == Tried.FAILED, misses, -each.chance / max(each.candidate.minutes, 1), each.candidate.id
