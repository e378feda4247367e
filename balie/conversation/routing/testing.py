"""Builders of routing for tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from balie.access.accounts.models import Skill, Team, User, UserSkill
from balie.access.accounts.testing import MONDAY_9AM, a_team
from balie.conversation.routing.actions import Subject, enter_queue, save_queue
from balie.conversation.routing.actions.matching import decide, load_board, take_term
from balie.conversation.routing.models import NotReadyReason, Offer, OperatorState, Queue, Waiting
from balie.foundation.text.labels import label
from balie.records.calendars.models import Calendar


def a_reason(key: str = "lunch") -> NotReadyReason:
    row, _made = NotReadyReason.objects.get_or_create(key=key, defaults={"name": label(key, key, key.title(), key)})
    return row


def a_queue(key: str = "energie", *, team: Team | None = None, **fields: Any) -> Queue:
    """A queue for calls that is always open."""
    always, _made = Calendar.objects.get_or_create(key="always", defaults={"name": label("", "", "always", ""), "always": True})
    given = {"name": label(key, key, key.title(), key), "team": team or a_team(), "calendar": always} | fields
    return save_queue(key, fields=given, by=None, at=MONDAY_9AM)


def a_call(number: int, queue: Queue, *, at: datetime = MONDAY_9AM, **more: Any) -> Waiting:
    """A call of this number that waits."""
    return enter_queue(Subject("call", number), queue, at=at, **more)


class Desk:
    """A matcher in hand, without its loop: `decide` lets it read the log until nothing is new."""

    def __init__(self, *, at: datetime = MONDAY_9AM) -> None:
        term = take_term("test")
        assert term is not None
        self.term = term
        self.board = load_board(term, at=at)

    def decide(self, at: datetime = MONDAY_9AM) -> list[Offer]:
        """What rings now, by id."""
        while decide(self.board, self.term, at=at):
            pass
        return list(Offer.objects.filter(state="offered").order_by("pk"))


def a_skill(key: str = "meters") -> Skill:
    row, _made = Skill.objects.get_or_create(key=key, defaults={"name": label(key, key, key, key)})
    return row


def able(user: User, **levels: int) -> User:
    """The user with these levels by the skill's key."""
    UserSkill.objects.bulk_create(UserSkill(user=user, skill=a_skill(key), level=level) for key, level in levels.items())
    return user


def in_state(user: User, state: str = "available", *, at: datetime = MONDAY_9AM, reason: NotReadyReason | None = None) -> OperatorState:
    return OperatorState.objects.create(user=user, state=state, reason=reason, since=at, by=user)
