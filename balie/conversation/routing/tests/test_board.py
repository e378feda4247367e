"""The board against a slow one that looks at every pair, and the faults of queue engines in the field (shared/contact-centre.md §2e)."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from balie.conversation.routing.board.board import Board
from balie.conversation.routing.board.facts import Candidate, Decided, Happening, Kind, Queue, Step, write_queue
from balie.conversation.routing.board.keeping import read_board, write_board
from balie.conversation.routing.board.pieces import Item, Person
from balie.conversation.routing.board.scores import fit

MOST = {"call": 1, "chat": 2}
BESIDE = {"call": [], "chat": []}
SECOND = 1000


class SlowBoard(Board):
    """Looks at every pair each time: what the quick one must decide."""

    def _settle(self) -> list[Decided]:
        self._touched_items, self._touched_people = set(), set()
        decided = []
        while (pair := self._best_pair()) is not None:
            decided.append(self._offer(*pair))
        return decided

    def _best_pair(self) -> tuple[Item, list[Candidate]] | None:
        for item in sorted(self.items.values(), key=self.order):
            found = [] if item.offered_to else [each for person in self.people.values() if (each := self.fits(item, person))]
            if found:
                return item, sorted(found, key=lambda each: each.turn)
        return None

    def fits(self, item: Item, person: Person) -> Candidate | None:
        assert item.demand is not None
        found = fit(item.demand.ladder, item.stage, person.profile)
        if found is None or not self.is_open(person, item.channel):
            return None
        return Candidate(person.id, person.id in item.missed, *found, person.since, person.offers)


def told(decided: list[Decided]) -> list[tuple[int, int, int, int]]:
    return [(each.waiting, each.operator, each.score, each.at) for each in decided]


class Desks(RuleBasedStateMachine):
    """Everything that can happen to a desk, in any order: three boards hear it, one of them read anew from JSON each time."""

    def __init__(self) -> None:
        super().__init__()
        self.quick, self.slow, self.late = Board(), SlowBoard(), Board()
        self.now, self.last = 1_000_000, 0
        self.log: list[Happening] = []
        self.all_decided: list[Decided] = []

    def happens(self, kind: Kind, **facts: Any) -> None:
        line = Happening(kind, self.now, json.loads(json.dumps(facts)))
        self.log.append(line)
        decided = self.quick.apply(line)
        by_slow = self.slow.apply(line)
        self.late = read_board(json.loads(json.dumps(write_board(self.late))))
        by_late = self.late.apply(line)
        self.all_decided += decided

        assert told(decided) == told(by_slow) == told(by_late)

    @initialize(
        head=st.integers(0, 90),
        slopes=st.tuples(st.integers(1, 300), st.integers(1, 300)),
        steps=st.lists(st.builds(Step, st.integers(1, 120).map(lambda each: each * SECOND), st.integers(0, 3), st.booleans()), max_size=2),
    )
    def open_the_desk(self, head: int, slopes: tuple[int, int], steps: list[Step]) -> None:
        ordered = tuple(sorted({each.after_ms: each for each in steps}.values(), key=lambda each: each.after_ms))
        self.happens(Kind.LIMITS, most=MOST, beside=BESIDE)
        self.happens(Kind.QUEUE, **write_queue(Queue(1, 1, head * SECOND, slopes[0], ((7, 3),), ordered)))
        self.happens(Kind.QUEUE, **write_queue(Queue(2, 2, 0, slopes[1], (), ordered)))

    @rule(
        operator=st.integers(1, 5),
        languages=st.sets(st.sampled_from(["nl", "fr"])),
        level=st.integers(0, 5),
        teams=st.sets(st.sampled_from([1, 2])),
    )
    def learns(self, operator: int, languages: set[str], level: int, teams: set[int]) -> None:
        skills = {"7": level} if level else {}
        self.happens(Kind.OPERATOR, operator=operator, languages=sorted(languages), skills=skills, teams=sorted(teams))

    @rule(operator=st.integers(1, 5), state=st.sampled_from(["available", "available", "not_ready", ""]))
    def chooses(self, operator: int, state: str) -> None:
        self.happens(Kind.STATE, operator=operator, state=state, since=self.now)

    @rule(
        queue=st.sampled_from([1, 2]),
        channel=st.sampled_from(["call", "chat"]),
        language=st.sampled_from(["nl", "fr", ""]),
        may_drop=st.booleans(),
        bonus=st.integers(0, 60),
        ago=st.integers(0, 200),
    )
    def comes(self, queue: int, channel: str, language: str, may_drop: bool, bonus: int, ago: int) -> None:
        self.last += 1
        self.happens(
            Kind.ENTERED,
            waiting=self.last,
            queue=queue,
            channel=channel,
            language=language,
            may_drop_language=may_drop,
            skills={},
            bonus_s=bonus,
            since=self.now - ago * SECOND,
        )

    @precondition(lambda self: self.quick.items)
    @rule(data=st.data())
    def gives_up(self, data: st.DataObject) -> None:
        self.happens(Kind.LEFT, waiting=data.draw(st.sampled_from(sorted(self.quick.items))))

    @precondition(lambda self: any(each.rings for each in self.quick.people.values()))
    @rule(data=st.data(), how=st.sampled_from(["accepted", "missed", "declined", "withdrawn"]))
    def is_answered(self, data: st.DataObject, how: str) -> None:
        person = data.draw(st.sampled_from(sorted((each for each in self.quick.people.values() if each.rings), key=lambda each: each.id)))
        item = self.quick.items[person.rings]
        if how == "accepted":
            self.happens(Kind.ACCEPTED, waiting=item.id, operator=person.id, channel=item.channel)
            self.happens(Kind.STATE, operator=person.id, state="talking", since=self.now)
            return
        pause = 0 if how == "withdrawn" else 10 * SECOND
        self.happens(Kind.OFFER_ENDED, waiting=item.id, operator=person.id, how=how, pause_ms=pause)
        self.happens(Kind.STATE, operator=person.id, state="missed" if how == "missed" else "available", since=self.now)

    @precondition(lambda self: any(each.held.total() for each in self.quick.people.values()))
    @rule(data=st.data())
    def hangs_up(self, data: st.DataObject) -> None:
        person = data.draw(
            st.sampled_from(sorted((each for each in self.quick.people.values() if each.held.total()), key=lambda each: each.id))
        )
        channel = min(channel for channel, count in person.held.items() if count)
        self.happens(Kind.FINISHED, waiting=0, operator=person.id, channel=channel)
        if not person.rings and not person.held.total():
            self.happens(Kind.STATE, operator=person.id, state="wrap_up", since=self.now)

    @precondition(lambda self: any(each.rings for each in self.quick.people.values()))
    @rule(data=st.data(), is_waiting=st.booleans())
    def was_not_so(self, data: st.DataObject, is_waiting: bool) -> None:
        person = data.draw(st.sampled_from(sorted((each for each in self.quick.people.values() if each.rings), key=lambda each: each.id)))
        self.happens(Kind.VOID, waiting=person.rings, operator=person.id, is_waiting=is_waiting, state="not_ready", since=self.now)

    @rule(seconds=st.integers(1, 90))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds * SECOND
        self.happens(Kind.TICK)

    @rule(seconds=st.integers(1, 30))
    def time_passes_unseen(self, seconds: int) -> None:
        self.now += seconds * SECOND

    @invariant()
    def nobody_rings_twice(self) -> None:
        ringing = [each.rings for each in self.quick.people.values() if each.rings]
        assert len(ringing) == len(set(ringing))
        assert all(
            self.quick.items[each.rings].offered_to == each.id for each in self.quick.people.values() if each.rings in self.quick.items
        )

    @invariant()
    def nobody_holds_more_than_they_may(self) -> None:
        assert all(count <= MOST[channel] for each in self.quick.people.values() for channel, count in each.held.items())

    @invariant()
    def who_is_free_fits_nothing_that_waits(self) -> None:
        """asterisk#1691: where somebody waits and somebody fits, an offer rings."""
        waits = [each for each in self.slow.items.values() if not each.offered_to]
        assert not any(self.slow.fits(item, person) for item in waits for person in self.slow.people.values())

    def teardown(self) -> None:
        """The log once more, in one go: the same decisions."""
        again = Board()
        assert told([each for line in self.log for each in again.apply(line)]) == told(self.all_decided)


TestDesks = Desks.TestCase
TestDesks.settings = profile(max_examples=60, stateful_step_count=40)
