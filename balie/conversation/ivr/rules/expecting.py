"""How long a caller may expect to wait, as a range, and what of it is said. Pure.

With `operators` who are all busy, each done at the rate μ = 1/`handling_s`, and callers who each give up at the rate θ = 1/`patience_s`,
somebody with `ahead` callers before them is answered after the sum of `ahead` + 1 times, the j-th exponential with the rate
nμ + jθ (j = 0 … ahead): Whitt, "Predicting queueing delays", Management Science 45 (1999), with abandonment as in Ibrahim and Whitt (2009).
Its mean is m = Σ 1/(nμ + jθ), its variance v = Σ 1/(nμ + jθ)². What we know of μ comes from `observed` conversations, which adds m²/`observed` to v.
The range goes from the 10th to the 90th hundredth of a gamma distribution with that mean and variance (Wilson and Hilferty, 1931).
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

LEAST_OBSERVED = 5
SHORTEST_S = 30.0  # below this nothing is said of the wait
STEPS_MIN = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60)
_Z = 1.2816  # of the 90th hundredth


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How a queue moves: `patience_s` is the time in which a caller gives up, on average; None where nobody did."""

    operators: int
    handling_s: float
    observed: int
    patience_s: float | None = None


@dataclass(frozen=True)
class Range:
    """In seconds: eight in ten callers are to be answered within it."""

    least_s: float
    most_s: float


@dataclass(frozen=True)
class Said:
    """A range in minutes that there are words for: from 0 on it is "less than", without an end "more than"."""

    least_min: int
    most_min: int | None


def expected(ahead: int, pace: Pace) -> Range | None:
    """The range of what is still to be waited, with so many callers before; None when too little is known, or nobody answers."""
    if pace.operators < 1 or pace.handling_s <= 0 or pace.observed < LEAST_OBSERVED:
        return None
    served, given_up = pace.operators / pace.handling_s, 1 / pace.patience_s if pace.patience_s else 0.0
    times = [1 / (served + each * given_up) for each in range(ahead + 1)]
    mean = sum(times)
    variance = sum(each * each for each in times) + mean * mean / pace.observed
    return Range(_hundredth(mean, variance, -_Z), _hundredth(mean, variance, _Z))


def said_of(found: Range) -> Said | None:
    """The words' range around it, never narrower; None below half a minute, when nothing is said."""
    if found.most_s < SHORTEST_S:
        return None
    lower, upper = bisect_right(STEPS_MIN, found.least_s / 60) - 1, bisect_left(STEPS_MIN, found.most_s / 60)
    least = STEPS_MIN[lower] if lower >= 0 else 0
    return Said(least, STEPS_MIN[upper] if upper < len(STEPS_MIN) else None)


def is_longer(now: Said, before: Said, *, passed_s: float) -> bool:
    """Whether the caller is told of more than was said to them before, `passed_s` ago: then they hear that things have changed."""
    if before.most_min is None:
        return False
    return now.most_min is None or now.most_min * 60 > before.most_min * 60 - passed_s + 60


def holds(said: Said, waited_s: float) -> bool:
    """Whether it came out as it was said."""
    return said.least_min * 60 <= waited_s and (said.most_min is None or waited_s <= said.most_min * 60)


def _hundredth(mean: float, variance: float, z: float) -> float:
    shape = mean * mean / variance
    return mean * max(0.0, 1 - 1 / (9 * shape) + z * math.sqrt(1 / (9 * shape))) ** 3
