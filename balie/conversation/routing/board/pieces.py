"""What stands on the board: operators, what waits, and for each demand those who wait with it and those free for it, in their order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from balie.conversation.routing.board.facts import Candidate, Demand, Profile, Queue
from balie.conversation.routing.board.scores import fit

_SPARE = 64


@dataclass(slots=True, eq=False)
class Person:
    """An operator: `rings` is what is offered now (0 is nothing), `held` the conversations by channel."""

    id: int
    profile: Profile = field(default_factory=Profile)
    state: str = ""
    since: int = 0
    offers: int = 0
    held: Counter[str] = field(default_factory=Counter)
    rings: int = 0
    rests_until: int = 0
    keeps_since: int = 0

    @property
    def turn(self) -> tuple[int, int, int]:
        return (self.since, self.offers, self.id)


@dataclass(slots=True, eq=False)
class Item:
    """What waits. `offered_to` is where it rings (0 is nowhere), `missed` who let it ring."""

    id: int
    queue: int
    channel: str
    language: str
    may_drop_language: bool
    skills: dict[int, int]
    bonus_ms: int
    since: int
    stage: int = 0
    missed: set[int] = field(default_factory=set)
    offered_to: int = 0
    demand: Bucket | None = None


@dataclass(slots=True, eq=False)
class Bucket:
    """All that asks the same and has come as far: who waits, the first first, and who is free for it, in turn.

    Both are heaps in which what has changed is left lying until it comes to the top.
    """

    queue: Queue
    channel: str
    ladder: tuple[Demand, ...]
    stage: int
    waiting: list[tuple[int, int, int]] = field(default_factory=list)
    free: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    _fits: dict[Profile, tuple[int, int] | None] = field(default_factory=dict)

    def fit(self, profile: Profile) -> tuple[int, int] | None:
        if profile not in self._fits:
            self._fits[profile] = fit(self.ladder, self.stage, profile)
        return self._fits[profile]

    def put(self, item: Item) -> None:
        """In a queue all age alike: the order of two never changes, so it needs no clock."""
        heappush(self.waiting, (self.queue.slope * item.since - 100 * item.bonus_ms, item.since, item.id))

    def first(self, items: dict[int, Item]) -> Item | None:
        """Who waits longest here and rings nowhere."""
        while self.waiting:
            item = items.get(self.waiting[0][2])
            if item is not None and item.demand is self and not item.offered_to and item.since == self.waiting[0][1]:
                return item
            heappop(self.waiting)
        return None

    def add(self, person: Person) -> None:
        """Somebody is free who fits."""
        fits = self.fit(person.profile)
        if fits is not None:
            heappush(self.free, (fits[0], -fits[1], *person.turn))

    def tidy(self, people: dict[int, Person]) -> None:
        """Drop what only takes room: a demand that nobody has for long would keep every turn of everybody."""
        if len(self.free) > 2 * len(people) + _SPARE:
            self.free = [each for each in set(self.free) if (one := people.get(each[4])) and one.turn == each[2:]]
            heapify(self.free)

    def candidate(self, entry: tuple[int, int, int, int, int], item: Item) -> Candidate:
        relaxations, less_fit, since, offers, operator = entry
        return Candidate(operator, operator in item.missed, relaxations, -less_fit, since, offers)
