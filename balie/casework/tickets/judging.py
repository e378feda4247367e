"""Whether a question needs a ticket, purely: an answer is enough, a ticket that is there already, or a new one; with the rule that says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from balie.foundation.text.normalise import plain

MOST = 5
ALIKE = 50  # percent of the shorter text's three-letter pieces that the other has too
LEAST_PIECES = 6
_SAME_CATEGORY, _SAME_PURPOSE = 40, 15


class Kind(StrEnum):
    ANSWER = "answer"
    ADD = "add"
    NEW = "new"


class Rule(StrEnum):
    """Why, in the order in which they are asked."""

    INCIDENT = "incident"  # a major incident about it is open: the ticket becomes part of it
    SAME = "same"  # the customer's ticket about the same is open
    ALWAYS = "always"  # questions for this purpose always ask for a ticket
    AGAIN = "again"  # a ticket about the same ended not long ago: the new one follows it
    AT_ONCE = "at_once"  # questions for this purpose are answered at once
    TOLD = "told"  # something was done or told, and nothing else is known to be left
    NOT_YET = "not_yet"  # nothing was done or told


@dataclass(frozen=True)
class Asked:
    """The question: `categories` are its own and those above it; `asks_for` is what its purpose asks for: "ticket", "answer" or ""."""

    words: str
    categories: frozenset[int] = frozenset()
    purpose: int | None = None
    asks_for: str = ""
    is_told: bool = False


@dataclass(frozen=True)
class Known:
    """A ticket of the customer, or a major incident; `changed` counts in any unit, the later the more."""

    number: int
    words: str
    category: int | None = None
    purpose: int | None = None
    is_open: bool = True
    is_incident: bool = False
    changed: float = 0


@dataclass(frozen=True)
class Likely:
    """How like the question a ticket is: `alike` percent of the words; `is_same` when that or the category says they are one."""

    number: int
    alike: int
    in_category: bool
    for_purpose: bool
    is_open: bool
    is_incident: bool

    @property
    def is_same(self) -> bool:
        return self.in_category or self.alike >= ALIKE

    @property
    def weight(self) -> int:
        return self.alike + self.in_category * _SAME_CATEGORY + self.for_purpose * _SAME_PURPOSE


@dataclass(frozen=True)
class Judgement:
    """What is advised, by which rule; `number` is the ticket it is about."""

    kind: Kind
    rule: Rule
    number: int | None = None


def likely(asked: Asked, known: Iterable[Known]) -> list[Likely]:
    """The tickets a question may belong to, the likeliest first, at most five: open ones, and ended ones that are the same."""
    found = [(_likely(asked, each), each) for each in known]
    kept = [(each, of) for each, of in found if each.is_same or (each.is_open and not each.is_incident)]
    kept.sort(key=lambda pair: (not pair[0].is_same, not pair[0].is_open, -pair[0].weight, -pair[1].changed, pair[0].number))
    return [each for each, _of in kept[:MOST]]


def judge(asked: Asked, found: Sequence[Likely]) -> Judgement:
    """By the first rule that holds; `found` as `likely` gives it."""
    same = [each for each in found if each.is_same]
    incident = next((each for each in same if each.is_incident and each.is_open), None)
    going = next((each for each in same if each.is_open and not each.is_incident), None)
    ended = next((each for each in same if not each.is_open), None)
    if going is not None:
        return Judgement(Kind.ADD, Rule.SAME, going.number)
    if incident is not None:
        return Judgement(Kind.NEW, Rule.INCIDENT, incident.number)
    if asked.asks_for == "ticket":
        return Judgement(Kind.NEW, Rule.ALWAYS, ended.number if ended else None)
    if ended is not None and not asked.is_told:
        return Judgement(Kind.NEW, Rule.AGAIN, ended.number)
    if asked.asks_for == "answer":
        return Judgement(Kind.ANSWER, Rule.AT_ONCE)
    return Judgement(Kind.ANSWER, Rule.TOLD) if asked.is_told else Judgement(Kind.NEW, Rule.NOT_YET)


def alike(one: str, other: str) -> int:
    """Percent of the shorter text's three-letter pieces that stand in the other too; 0 for texts too short to tell."""
    first, second = _pieces(one), _pieces(other)
    least = min(len(first), len(second))
    return round(100 * len(first & second) / least) if least >= LEAST_PIECES else 0


def _likely(asked: Asked, known: Known) -> Likely:
    return Likely(
        known.number,
        alike(asked.words, known.words),
        in_category=known.category in asked.categories,
        for_purpose=asked.purpose is not None and asked.purpose == known.purpose,
        is_open=known.is_open,
        is_incident=known.is_incident,
    )


def _pieces(text: str) -> set[str]:
    return {word[at : at + 3] for word in plain(text).split() if len(word) > 3 for at in range(len(word) - 2)}
