"""The board: a fold over the log. Each line changes it, and what can be offered then is offered at once, the best pair first.

After every line it is settled: nobody who is free fits anything that waits. So only what a line touched is looked at: a
newcomer asks the free of its demand (log n), somebody freed the heads of the demands they fit (one each, whatever their length).
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any

from balie.conversation.routing.board.facts import Candidate, Decided, Happening, Kind, Profile, Queue, read_queue
from balie.conversation.routing.board.pieces import Bucket, Item, Person
from balie.conversation.routing.board.scores import ladder, misfit, score, stage

AVAILABLE, OFFERED, TALKING = "available", "offered", "talking"
MOST_TOLD = 5
_ITEM, _PERSON = 0, 1


class Board:
    """`apply` takes the log line by line; times never run back."""

    def __init__(self) -> None:
        self.now = 0
        self.queues: dict[int, Queue] = {}
        self.most: dict[str, int] = {}
        self.beside: dict[str, frozenset[str]] = {}
        self.people: dict[int, Person] = {}
        self.items: dict[int, Item] = {}
        self._buckets: dict[tuple[Any, ...], Bucket] = {}
        self._fitting: dict[Profile, list[Bucket]] = {}
        self._due: list[tuple[int, int, int]] = []
        self._touched_items: set[int] = set()
        self._touched_people: set[int] = set()

    def apply(self, line: Happening) -> list[Decided]:
        """What is to be offered, in the order decided."""
        decided = self._advance(line.at)
        _HANDLERS[line.kind](self, line.facts)
        return decided + self._settle()

    def next_due(self) -> int | None:
        """When time alone changes something: a step of a queue is reached, or a pause is over."""
        return self._due[0][0] if self._due else None

    def is_open(self, person: Person, channel: str) -> bool:
        """Whether something of the channel may ring there now."""
        if person.rings or person.rests_until > self.now or person.held[channel] >= self.most.get(channel, 1):
            return False
        if person.state != AVAILABLE and not (person.state == TALKING and person.held.total()):
            return False
        return all(each == channel or each in self.beside.get(channel, ()) for each, count in person.held.items() if count)

    def order(self, item: Item) -> tuple[int, int, int]:
        """The total order of what waits: the highest score, then who came first, then the lowest id."""
        return (-self.score(item), item.since, item.id)

    def score(self, item: Item) -> int:
        return score(self.queues[item.queue], since=item.since, bonus_ms=item.bonus_ms, at=self.now)

    def place(self, item: Item) -> None:
        """Put what waits where it belongs by now, and ask again when the next step of its queue comes."""
        queue = self.queues[item.queue]
        item.stage = stage(queue, self.now - item.since)
        item.demand = self._bucket(item)
        item.demand.put(item)
        if item.stage < len(queue.steps):
            heappush(self._due, (item.since + queue.steps[item.stage].after_ms, _ITEM, item.id))

    def seat(self, person: Person) -> None:
        """Somebody may be free: stand in turn for every demand they fit."""
        channels = self._open_channels(person)
        if not channels:
            return
        for bucket in self._fitting_of(person.profile):
            if bucket.channel in channels:
                bucket.add(person)
                bucket.tidy(self.people)

    def rest(self, person: Person) -> None:
        """Ask again when the pause is over."""
        if person.rests_until > self.now:
            heappush(self._due, (person.rests_until, _PERSON, person.id))

    def _advance(self, at: int) -> list[Decided]:
        """Whatever time brought until `at`, each at its own moment, so that a late line changes nothing before it."""
        decided: list[Decided] = []
        while self._due and self._due[0][0] <= at:
            self.now = max(self.now, self._due[0][0])
            while self._due and self._due[0][0] <= self.now:
                _moment, what, key = heappop(self._due)
                self._come_due(what, key)
            decided += self._settle()
        self.now = max(self.now, at)
        return decided

    def _come_due(self, what: int, key: int) -> None:
        if what == _PERSON:
            self._touch_person(key)
        elif (item := self.items.get(key)) is not None and stage(self.queues[item.queue], self.now - item.since) > item.stage:
            self.place(item)
            self._touched_items.add(key)

    def _settle(self) -> list[Decided]:
        """Offer until nothing is left that somebody free fits: always the first in the total order."""
        for key in self._touched_people:
            if (person := self.people.get(key)) is not None:
                self.seat(person)
        touched = [item for key in self._touched_items if (item := self.items.get(key)) is not None and not item.offered_to]
        newcomers = sorted(touched, key=self.order, reverse=True)
        self._touched_items = set()
        decided = []
        while (found := self._first(newcomers)) is not None:
            decided.append(self._offer(*found))
        return decided

    def _first(self, newcomers: list[Item]) -> tuple[Item, list[Candidate]] | None:
        """The first of all that can be offered now, and who is free for it in turn."""
        while newcomers and (newcomers[-1].offered_to or not self._candidates(newcomers[-1])):
            newcomers.pop()
        firsts = newcomers[-1:]
        for key in sorted(self._touched_people):
            best = self._best_for(self.people[key]) if key in self.people else None
            if best is None:
                self._touched_people.discard(key)
            else:
                firsts.append(best)
        if not firsts:
            return None
        item = min(firsts, key=self.order)
        return item, self._candidates(item)

    def _best_for(self, person: Person) -> Item | None:
        channels = self._open_channels(person)
        if not channels:
            return None
        fitting = (each for each in self._fitting_of(person.profile) if each.waiting and each.channel in channels)
        heads = [head for each in fitting if (head := each.first(self.items)) is not None]
        return min(heads, key=self.order, default=None)

    def _candidates(self, item: Item) -> list[Candidate]:
        """Who is free for it, in turn: the first few, and always one who has not let it ring where there is one."""
        bucket = item.demand
        assert bucket is not None
        kept: list[tuple[int, int, int, int, int]] = []
        found: dict[int, Candidate] = {}
        while bucket.free and (len(found) < MOST_TOLD or all(each.missed_it for each in found.values())):
            entry = heappop(bucket.free)
            person = self.people.get(entry[4])
            if person is None or person.turn != entry[2:] or not self.is_open(person, bucket.channel) or entry[4] in found:
                continue
            if bucket.fit(person.profile) != (entry[0], -entry[1]):
                continue
            kept.append(entry)
            found[entry[4]] = bucket.candidate(entry, item)
        for entry in kept:
            heappush(bucket.free, entry)
        return sorted(found.values(), key=lambda each: each.turn)[:MOST_TOLD]

    def _offer(self, item: Item, candidates: list[Candidate]) -> Decided:
        person = self.people[candidates[0].operator]
        passed = self._passed(item, person)
        person.state, person.rings, person.offers, person.keeps_since = OFFERED, item.id, person.offers + 1, person.since
        item.offered_to = person.id
        waited = self.now - item.since
        return Decided(item.id, self.now, self.score(item), waited, item.stage, tuple(candidates), passed)

    def _passed(self, item: Item, person: Person) -> tuple[tuple[int, str], ...]:
        """What came before it in the total order and was not for this operator: the first of each demand."""
        mine = self.order(item)
        before = [
            (self.order(head), head.id, why.value)
            for bucket in self._buckets.values()
            if bucket.waiting
            and bucket.channel == item.channel
            and bucket.fit(person.profile) is None
            and (head := bucket.first(self.items)) is not None
            and self.order(head) < mine
            and (why := misfit(bucket.ladder[bucket.stage], person.profile)) is not None
        ]
        return tuple((key, why) for _order, key, why in sorted(before)[:MOST_TOLD])

    def _open_channels(self, person: Person) -> set[str]:
        return {channel for channel in self.most if self.is_open(person, channel)}

    def _bucket(self, item: Item) -> Bucket:
        queue = self.queues[item.queue]
        demands = ladder(queue, language=item.language, may_drop_language=item.may_drop_language, skills=item.skills)
        key = (item.queue, item.channel, demands, item.stage)
        if key not in self._buckets:
            self._buckets[key] = self._open_bucket(Bucket(queue, item.channel, demands, item.stage))
        return self._buckets[key]

    def _open_bucket(self, bucket: Bucket) -> Bucket:
        for profile, fitting in self._fitting.items():
            if bucket.fit(profile) is not None:
                fitting.append(bucket)
        for person in self.people.values():
            if self.is_open(person, bucket.channel):
                bucket.add(person)
        return bucket

    def _fitting_of(self, profile: Profile) -> list[Bucket]:
        if profile not in self._fitting:
            self._fitting[profile] = [each for each in self._buckets.values() if each.fit(profile) is not None]
        return self._fitting[profile]

    def _touch_person(self, key: int) -> None:
        self._touched_people.add(key)

    def _person(self, key: int) -> Person:
        return self.people.setdefault(key, Person(key))

    # What each kind of line changes.

    def _on_queue(self, facts: Any) -> None:
        queue = read_queue(facts)
        self.queues[queue.id] = queue
        gone = {id(each) for each in self._buckets.values() if each.queue.id == queue.id}
        self._buckets = {key: each for key, each in self._buckets.items() if id(each) not in gone}
        self._fitting = {profile: [each for each in found if id(each) not in gone] for profile, found in self._fitting.items()}
        for item in self._items_of(queue.id):
            self.place(item)
            self._touched_items.add(item.id)

    def _on_limits(self, facts: Any) -> None:
        self.most = dict(facts["most"])
        self.beside = {channel: frozenset(others) for channel, others in facts["beside"].items()}
        self._touched_people.update(self.people)

    def _on_operator(self, facts: Any) -> None:
        person = self._person(facts["operator"])
        skills = tuple(sorted((int(skill), level) for skill, level in facts["skills"].items()))
        person.profile = Profile(frozenset(facts["languages"]), skills, frozenset(facts["teams"]))
        self._touch_person(person.id)

    def _on_state(self, facts: Any) -> None:
        person = self._person(facts["operator"])
        person.state, person.since = facts["state"], facts["since"]
        if person.state == AVAILABLE and person.keeps_since:
            person.since = person.keeps_since
        if person.state != OFFERED and not person.rings:  # a line from before the offer ends no turn
            person.keeps_since = 0
        if not person.state:
            person.offers = 0
        self._touch_person(person.id)

    def _on_entered(self, facts: Any) -> None:
        item = Item(
            id=facts["waiting"],
            queue=facts["queue"],
            channel=facts["channel"],
            language=facts["language"],
            may_drop_language=facts["may_drop_language"],
            skills={int(skill): least for skill, least in facts["skills"].items()},
            bonus_ms=facts["bonus_s"] * 1000,
            since=facts["since"],
        )
        self.items[item.id] = item
        self.place(item)
        self._touched_items.add(item.id)

    def _on_left(self, facts: Any) -> None:
        self._drop(facts["waiting"])

    def _on_accepted(self, facts: Any) -> None:
        self._drop(facts["waiting"])
        person = self._person(facts["operator"])
        person.held[facts["channel"]] += 1
        self._touch_person(person.id)

    def _on_finished(self, facts: Any) -> None:
        person = self._person(facts["operator"])
        person.held[facts["channel"]] = max(0, person.held[facts["channel"]] - 1)
        self._touch_person(person.id)

    def _on_offer_ended(self, facts: Any) -> None:
        item, person = self.items.get(facts["waiting"]), self._person(facts["operator"])
        if facts["how"] != "withdrawn":
            person.keeps_since = 0
            if item is not None:
                item.missed.add(person.id)
        person.rests_until = self.now + facts["pause_ms"]
        self.rest(person)
        self._take_back(item, person)

    def _on_void(self, facts: Any) -> None:
        person = self._person(facts["operator"])
        person.state, person.since = facts["state"], facts["since"]
        self._take_back(self.items.get(facts["waiting"]), person)
        if not facts["is_waiting"]:
            self._drop(facts["waiting"])

    def _on_tick(self, _facts: Any) -> None:
        """Time has passed, and `apply` has seen to it."""

    def _take_back(self, item: Item | None, person: Person) -> None:
        if item is None or person.rings == item.id:
            person.rings = 0
        self._touch_person(person.id)
        if item is not None and item.offered_to == person.id:
            item.offered_to = 0
            assert item.demand is not None
            item.demand.put(item)
            self._touched_items.add(item.id)

    def _drop(self, key: int) -> None:
        item = self.items.pop(key, None)
        if item is not None and item.offered_to and (person := self.people.get(item.offered_to)) is not None and person.rings == key:
            person.rings = 0
            self._touch_person(person.id)

    def _items_of(self, queue: int) -> list[Item]:
        return [each for each in self.items.values() if each.queue == queue]


_HANDLERS = {kind: getattr(Board, f"_on_{kind.value}") for kind in Kind}
