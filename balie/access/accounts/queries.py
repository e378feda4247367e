"""Reads of users and teams. Colleagues' names are public inside the house."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from balie.access.accounts.models import ApiToken, Team, User
from balie.access.accounts.rules import hash_secret, mentions


def find_user(username: str) -> User | None:
    return User.objects.filter(username__iexact=username, is_active=True).first()


def active_users() -> QuerySet[User]:
    """Everybody who may be given work, by name."""
    return User.objects.filter(is_active=True, is_service=False).order_by("name")


def active_teams() -> list[Team]:
    """The teams in use, by name as the reader sees it."""
    return sorted(Team.objects.filter(is_active=True), key=lambda team: str(team.name).casefold())


def find_by_token(secret: str) -> User | None:
    """The user an API token speaks for."""
    token = (
        ApiToken.objects.filter(secret_hash=hash_secret(secret), revoked_at=None, user__is_active=True)
        .select_related("user")
        .first()
    )
    return token.user if token else None


def mentioned_in(text: str) -> list[User]:
    """The active users whose `@username` stands in `text`."""
    names = mentions(text)
    return list(active_users().filter(username__in=names)) if names else []


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """id → name for history lines and lists, in one query."""
    wanted = {user_id for user_id in user_ids if user_id}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
