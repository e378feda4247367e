"""How much is asked, who fits, and who goes first: pure sums over whole numbers, so that no two machines differ.

Source: shared/contact-centre.md §2f, 2 to 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from balie.conversation.routing.board.facts import Demand, Profile, Queue, Skills, Step


class Misfit(StrEnum):
    """Why an operator is not offered what waits."""

    TEAM = "team"
    LANGUAGE = "language"
    SKILL = "skill"


def score(queue: Queue, *, since: int, bonus_ms: int, at: int) -> int:
    """Head start + bonus + slope × waited, in hundredths of a millisecond. It grows with every millisecond, in every queue."""
    return (queue.head_start_ms + bonus_ms) * 100 + queue.slope * (at - since)


def overtakes_after(first: Queue, *, by: Queue, waited_ms: int, first_waited_ms: int) -> int | None:
    """After how many milliseconds what waits in `by` goes before what waits in `first`; 0 is now, None is never.

    Never only where `first` ages at least as fast: whatever enters later starts behind, so nobody starves.
    """
    behind = first.head_start_ms * 100 + first.slope * first_waited_ms - by.head_start_ms * 100 - by.slope * waited_ms
    if behind < 0:
        return 0
    faster = by.slope - first.slope
    return behind // faster + 1 if faster > 0 else None


def ladder(queue: Queue, *, language: str, may_drop_language: bool, skills: Mapping[int, int]) -> tuple[Demand, ...]:
    """What is asked at first, and after each step of the queue. A level lowered below 1 is asked no more; a language only where it may be."""
    asked = dict(queue.asked)
    for skill, least in skills.items():
        asked[skill] = max(least, asked.get(skill, 0))
    steps = (Step(0), *queue.steps)
    return tuple(_demand(queue.team, asked, "" if step.drops_language and may_drop_language else language, step) for step in steps)


def stage(queue: Queue, waited_ms: int) -> int:
    """How many steps of the queue have been reached."""
    return sum(step.after_ms <= waited_ms for step in queue.steps)


def misfit(demand: Demand, profile: Profile) -> Misfit | None:
    """What the operator lacks; None for who fits."""
    if demand.team not in profile.teams:
        return Misfit.TEAM
    if demand.language and demand.language not in profile.languages:
        return Misfit.LANGUAGE
    if any(profile.level(skill) < least for skill, least in demand.skills):
        return Misfit.SKILL
    return None


def fit(demands: tuple[Demand, ...], reached: int, profile: Profile) -> tuple[int, int] | None:
    """(relaxations it takes, levels above what is asked) of an operator, of the steps reached; None when none of them lets the operator in."""
    for relaxations, demand in enumerate(demands[: reached + 1]):
        if misfit(demand, profile) is None:
            return relaxations, sum(profile.level(skill) for skill, _least in demands[0].skills)
    return None


def _demand(team: int, asked: Mapping[int, int], language: str, step: Step) -> Demand:
    lowered: Skills = tuple(sorted((skill, least - step.lower_by) for skill, least in asked.items() if least > step.lower_by))
    return Demand(team, language, lowered)
