"""How sure we are of who the other party is: pure decisions."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

type Demands = Mapping[tuple[str, int | None], int]


@dataclass(frozen=True)
class Tier:
    """What it takes to reach `level`: `least` right answers out of `facts`, or to be recognised in one of `ways`.

    After `most_wrong` wrong answers about its facts the tier is closed, and `then` is done.
    """

    level: int
    facts: tuple[str, ...]
    least: int
    most_wrong: int
    then: str
    ways: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answered:
    """A fact that was asked, and whether the answer was right."""

    fact: str
    is_right: bool


@dataclass(frozen=True)
class Lack:
    """What a tier still asks: `least` more of `facts`. `can_reach`: the file holds enough for it."""

    least: int
    facts: tuple[str, ...]
    can_reach: bool


def is_match(answer: str, known: Iterable[str], read: Callable[[str], str]) -> bool:
    """Whether `answer` is one of the known values, both as `read` makes them; as long for a near miss as for a far one."""
    typed = read(answer).encode()
    found = [hmac.compare_digest(typed, read(value).encode()) for value in known]
    return bool(typed) and any(found)


def right_facts(answered: Iterable[Answered]) -> frozenset[str]:
    """The facts whose last answer was right."""
    last = {each.fact: each.is_right for each in answered}
    return frozenset(fact for fact, is_right in last.items() if is_right)


def is_closed(tier: Tier, wrong: Sequence[str]) -> bool:
    """Whether too much was answered wrongly; `wrong` names the fact of each wrong answer that counts."""
    return sum(fact in tier.facts for fact in wrong) >= tier.most_wrong


def reached(tiers: Iterable[Tier], answered: Sequence[Answered], *, wrong: Sequence[str], ways: Collection[str]) -> int:
    """The highest level of an open tier with enough right answers or a way of recognising that holds; 0 for none."""
    right = right_facts(answered)
    return max((tier.level for tier in tiers if not is_closed(tier, wrong) and _is_met(tier, right, ways)), default=0)


def lack(tier: Tier, answered: Sequence[Answered], *, held: Collection[str]) -> Lack:
    """What to ask for `tier` in its order, of the facts that the file holds; nothing when enough was right."""
    right = right_facts(answered)
    due = max(0, tier.least - sum(fact in right for fact in tier.facts))
    askable = tuple(fact for fact in tier.facts if fact in held and fact not in right)
    return Lack(due, askable if due else (), len(askable) >= due)


def needed(verb: str, purposes: Iterable[int], demands: Demands, *, usual: int) -> int:
    """The level `verb` takes: the highest said for it with one of the purposes, else what is said for it alone, else `usual`."""
    special = [demands[verb, each] for each in purposes if (verb, each) in demands]
    return max(special) if special else demands.get((verb, None), usual)


def _is_met(tier: Tier, right: frozenset[str], ways: Collection[str]) -> bool:
    return sum(fact in right for fact in tier.facts) >= tier.least or any(way in ways for way in tier.ways)
