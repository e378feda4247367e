"""Who is given what waits: decided by the board alone, and decided and written by the matcher, at several sizes."""

from __future__ import annotations

import random
import time
from itertools import count
from typing import Any

from balie.conversation.routing.board.board import Board
from balie.conversation.routing.board.facts import Happening, Kind, Queue, Step, write_queue

QUEUES, LANGUAGES, SKILLS = 20, ("nl", "fr", "de", "en"), 6
SIZES = ((10, 10_000), (100, 10_000), (1_000, 10_000), (1_000, 1_000), (1_000, 100_000))
DECISIONS = 2_000


class Floor:
    """A floor of operators where as many wait as are asked for: whoever is free again is given the next."""

    def __init__(self, operators: int, waiting: int) -> None:
        self.chance, self.at, self.numbers = random.Random(7), 1_000_000, count(1)
        self.board = Board()
        self.tell(Kind.LIMITS, most={"call": 1}, beside={"call": []})
        for queue in range(1, QUEUES + 1):
            steps = (Step(45_000, 1), Step(120_000, 3, drops_language=True))
            self.tell(Kind.QUEUE, **write_queue(Queue(queue, queue % 5, queue * 1000, 100, ((queue % SKILLS, 3),), steps)))
        for _each in range(waiting):
            self.comes()
        for operator in range(1, operators + 1):
            skills = {str(skill): self.chance.randint(3, 5) for skill in range(SKILLS)}
            spoken = sorted({"nl", *self.chance.sample(LANGUAGES, 2)})
            self.tell(Kind.OPERATOR, operator=operator, languages=spoken, skills=skills, teams=[0, 1, 2, 3, 4])
        self.rings = [each for operator in range(1, operators + 1) for each in self.is_free(operator)]

    def tell(self, kind: Kind, **facts: Any) -> list[Any]:
        self.at += 1
        return self.board.apply(Happening(kind, self.at, facts))

    def comes(self) -> list[Any]:
        return self.tell(
            Kind.ENTERED,
            waiting=next(self.numbers),
            queue=self.chance.randint(1, QUEUES),
            channel="call",
            language=self.chance.choice(LANGUAGES),
            may_drop_language=False,
            skills={},
            bonus_s=0,
            since=self.at - self.chance.randint(0, 300_000),
        )

    def is_free(self, operator: int) -> list[Any]:
        return self.tell(Kind.STATE, operator=operator, state="available", since=self.at)

    def goes_on(self) -> int:
        """What rings is answered and ends, somebody new comes, and the operator is free again; how many decisions that gave."""
        one = self.rings.pop(0)
        decided = self.tell(Kind.ACCEPTED, waiting=one.waiting, operator=one.operator, channel="call")
        decided += self.tell(Kind.STATE, operator=one.operator, state="talking", since=self.at)
        decided += self.tell(Kind.FINISHED, waiting=one.waiting, operator=one.operator, channel="call")
        decided += self.comes()
        decided += self.is_free(one.operator)
        self.rings += decided
        return len(decided)


def decided_per_second(operators: int, waiting: int) -> float:
    """By the board alone: one core, no database."""
    floor = Floor(operators, waiting)
    began, decided = time.perf_counter(), 0
    while decided < DECISIONS:
        decided += floor.goes_on()
    return decided / (time.perf_counter() - began)


def written_per_second(operators: int, waiting: int, *, tag: str) -> float:
    """Decided by the matcher and written: decision, offer with its lease, both states, log and nudges, in durable transactions."""
    from django.utils import timezone

    from balie.access.accounts.models import Team, User
    from balie.conversation.routing.actions import Subject, enter_queue, save_queue
    from balie.conversation.routing.actions.log import note, note_operator
    from balie.conversation.routing.actions.matching import decide, load_board, take_term
    from balie.conversation.routing.board.facts import ms
    from balie.conversation.routing.models import LogEntry, Matcher, Offer, OperatorState
    from balie.foundation.text.labels import label

    now = timezone.now()
    team, _made = Team.objects.get_or_create(key=f"bench{tag}", defaults={"name": label("Bench", "", "", "")})
    queue = save_queue(f"bench{tag}", fields={"name": label("Bench", "", "", ""), "team": team, "ring_s": 300}, by=None, at=now)
    names = [f"bench{tag}-{number}" for number in range(operators)]
    people = User.objects.bulk_create(
        User(username=name, name=name, language="nl", joined_at=now, granted=["routing.be_ready"], team_ids=[team.pk]) for name in names
    )
    for number in range(waiting):
        enter_queue(Subject(f"bench{tag}", number), queue, language="nl", at=now)
    for user in people:
        note_operator(user, at=now)
    Matcher.objects.update(leased_until=now)
    term = take_term("bench")
    if term is None:
        raise RuntimeError("another matcher decides: stop the worker first")
    board = load_board(term, at=now)
    while decide(board, term, at=timezone.now()):
        pass
    OperatorState.objects.bulk_create(OperatorState(user=user, state="available", since=now) for user in people)
    for user in people:
        note(Kind.STATE, at=now, operator=user.pk, state="available", since=ms(now))
    began = time.perf_counter()
    while LogEntry.objects.filter(number=None).exists():
        decide(board, term, at=timezone.now())
    took = time.perf_counter() - began
    return Offer.objects.filter(waiting__queue=queue).count() / took
