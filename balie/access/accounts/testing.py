"""Builders of people for tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count

from balie.access.accounts.actions import refresh_grants
from balie.access.accounts.models import Membership, Role, Team, User
from balie.foundation.text.labels import label

MONDAY_9AM = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
_serial = count(1)


def a_team(key: str = "energie") -> Team:
    """The team of this key, made at first use."""
    team, _made = Team.objects.get_or_create(key=key, defaults={"name": label(key, key, key, key)})
    return team


def a_user(
    *roles: str,
    username: str = "",
    name: str = "",
    language: str = "nl",
    teams: Iterable[Team] = (),
    leads: Iterable[Team] = (),
    verbs: Iterable[str] = (),
    password: str = "",
) -> User:
    """A user with these roles (as an organisation starts with them) and, beside them, single `verbs`."""
    from balie.access.permissions.actions import default_verbs

    username = username or f"user{next(_serial)}"
    user = User(username=username, name=name or username.title(), language=language, joined_at=MONDAY_9AM)
    user.set_password(password) if password else user.set_unusable_password()
    user.save()
    for key in roles:
        role, _made = Role.objects.get_or_create(key=key, defaults={"name": label(key, key, key, key), "verbs": default_verbs(key)})
        user.roles.add(role)
    if verbs:
        user.roles.add(Role.objects.create(key=f"for-{username}", name=label("x", "x", "x", "x"), verbs=list(verbs)))
    Membership.objects.bulk_create(
        [
            *(Membership(user=user, team=team) for team in teams),
            *(Membership(user=user, team=team, is_lead=True) for team in leads),
        ]
    )
    refresh_grants(user)
    return user
