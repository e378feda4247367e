"""Builders of routing for tests."""

from __future__ import annotations

from datetime import datetime

from balie.access.accounts.models import Skill, User, UserSkill
from balie.access.accounts.testing import MONDAY_9AM
from balie.conversation.routing.models import NotReadyReason, OperatorState
from balie.foundation.text.labels import label


def a_reason(key: str = "lunch") -> NotReadyReason:
    row, _made = NotReadyReason.objects.get_or_create(key=key, defaults={"name": label(key, key, key.title(), key)})
    return row


def a_skill(key: str = "meters") -> Skill:
    row, _made = Skill.objects.get_or_create(key=key, defaults={"name": label(key, key, key, key)})
    return row


def able(user: User, **levels: int) -> User:
    """The user with these levels by the skill's key."""
    UserSkill.objects.bulk_create(UserSkill(user=user, skill=a_skill(key), level=level) for key, level in levels.items())
    return user


def in_state(user: User, state: str = "available", *, at: datetime = MONDAY_9AM, reason: NotReadyReason | None = None) -> OperatorState:
    return OperatorState.objects.create(user=user, state=state, reason=reason, since=at, by=user)
