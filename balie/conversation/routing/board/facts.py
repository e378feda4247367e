"""What the board is told, in numbers: ids, levels 1 to 5, and moments in milliseconds since 1970."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

# Of the way the board decides: kept with each decision.
VERSION = 2
type Skills = tuple[tuple[int, int], ...]


class Kind(StrEnum):
    """What happened. The facts of each stand beside it."""

    QUEUE = "queue"  # queue, and all of `Queue`: made or changed
    LIMITS = "limits"  # most {channel: number}, beside {channel: [channels]}
    OPERATOR = "operator"  # operator, languages, skills {skill: level}, teams; languages none: gone
    STATE = "state"  # operator, state, since
    ENTERED = "entered"  # waiting, queue, channel, language, may_drop_language, skills {skill: least}, bonus_s, since
    LEFT = "left"  # waiting
    ACCEPTED = "accepted"  # waiting, operator, channel
    FINISHED = "finished"  # waiting, operator, channel: the conversation has ended
    OFFER_ENDED = "offer_ended"  # waiting, operator, how, pause_ms
    VOID = "void"  # waiting, operator, is_waiting, state, since: a decision the tables did not bear out
    TICK = "tick"  # nothing but that time has passed


@dataclass(frozen=True)
class Step:
    """From `after_ms` on every skill is asked `lower_by` levels less, and the language not at all where the file allows."""

    after_ms: int
    lower_by: int = 0
    drops_language: bool = False


@dataclass(frozen=True)
class Queue:
    """How a queue hands out: `slope` is points a millisecond of waiting, in hundredths; `asked` is skill and least level."""

    id: int
    team: int
    head_start_ms: int = 0
    slope: int = 100
    asked: Skills = ()
    steps: tuple[Step, ...] = ()


def read_queue(facts: Mapping[str, Any]) -> Queue:
    """As `write_queue` wrote it."""
    steps = tuple(Step(*each) for each in facts["steps"])
    asked = tuple((skill, least) for skill, least in facts["asked"])
    return Queue(facts["queue"], facts["team"], facts["head_start_ms"], facts["slope"], asked, steps)


def write_queue(queue: Queue) -> dict[str, Any]:
    return {
        "queue": queue.id,
        "team": queue.team,
        "head_start_ms": queue.head_start_ms,
        "slope": queue.slope,
        "asked": [list(each) for each in queue.asked],
        "steps": [[each.after_ms, each.lower_by, each.drops_language] for each in queue.steps],
    }


@dataclass(frozen=True)
class Demand:
    """What is asked of an operator: a team, a language ("" is any) and skills."""

    team: int
    language: str = ""
    skills: Skills = ()


@dataclass(frozen=True)
class Profile:
    """What an operator brings; operators with the same are told apart by nothing else but their turn.

    Looked up for every demand at every turn, so what it hashes to is worked out once.
    """

    languages: frozenset[str] = frozenset()
    skills: Skills = ()
    teams: frozenset[int] = frozenset()
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.languages, self.skills, self.teams)))

    def __hash__(self) -> int:
        return self._hash

    def level(self, skill: int) -> int:
        return dict(self.skills).get(skill, 0)


@dataclass(frozen=True)
class Happening:
    """A line of the log."""

    kind: Kind
    at: int
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """An operator who was free and fits: what it took, in the order that decides."""

    operator: int
    missed_it: bool
    relaxations: int
    fit: int
    since: int
    offers: int

    @property
    def turn(self) -> tuple[bool, int, int, int, int, int]:
        """The total order: who has not just missed it, fewest relaxations, best fit, longest available, fewest offers, lowest id."""
        return (self.missed_it, self.relaxations, -self.fit, self.since, self.offers, self.operator)


@dataclass(frozen=True)
class Decided:
    """Offer `waiting` to `candidates[0]`, who came first of those that were free; `passed` scored higher and was not for them."""

    waiting: int
    at: int
    score: int
    waited_ms: int
    stage: int
    candidates: tuple[Candidate, ...]
    passed: tuple[tuple[int, str], ...] = ()

    @property
    def operator(self) -> int:
        return self.candidates[0].operator


def ms(at: datetime) -> int:
    """A moment as the board counts it."""
    return round(at.timestamp() * 1000)


def moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)
