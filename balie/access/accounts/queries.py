"""Reads of users and teams. Colleagues' names are public inside the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q, QuerySet

from balie.access.accounts.models import ApiToken, Team, User
from balie.access.accounts.rules import hash_secret, mentions
from balie.foundation.statements.prepared import Prepared


def find_user(username: str) -> User | None:
    return User.objects.filter(username__iexact=username, is_active=True).first()


def active_users() -> QuerySet[User]:
    """Everybody who may be given work, by name."""
    return User.objects.filter(is_active=True, is_service=False).order_by("name")


_ACTIVE_TEAMS = Prepared(lambda: Team.objects.filter(is_active=True))


def active_teams() -> list[Team]:
    """The teams in use, by name as the reader sees it."""
    return sorted(_ACTIVE_TEAMS.records(), key=lambda team: str(team.name).casefold())


def find_by_token(secret: str) -> User | None:
    """The user an API token speaks for."""
    token = ApiToken.objects.filter(secret_hash=hash_secret(secret), revoked_at=None, user__is_active=True).select_related("user").first()
    return token.user if token else None


def mentioned_in(text: str) -> list[User]:
    """The active users whose `@username` stands in `text`."""
    names = mentions(text)
    return list(active_users().filter(username__in=names)) if names else []


@dataclass(frozen=True)
class Person:
    """A line of the list of people."""

    id: int
    name: str
    username: str
    email: str
    language: str
    is_active: bool
    last_login: datetime | None
    role_keys: list[str]
    team_keys: list[str]


def people() -> list[Person]:
    """Everybody with an account, by name, closed accounts last."""
    rows = User.objects.annotate(
        role_keys=ArrayAgg("roles__key", distinct=True, filter=Q(roles__isnull=False), default=[]),
        team_keys=ArrayAgg("teams__key", distinct=True, filter=Q(teams__isnull=False), default=[]),
    ).order_by("-is_active", "name")
    fields = ("id", "name", "username", "email", "language", "is_active", "last_login", "role_keys", "team_keys")
    return [Person(*row) for row in rows.values_list(*fields)]


def role_keys_of(user: User) -> list[str]:
    return list(user.roles.values_list("key", flat=True))


def memberships_of(user: User) -> list[tuple[str, bool]]:
    """(team key, leads it) of the user's teams."""
    return list(user.memberships.values_list("team__key", "is_lead"))


def teams_with_sizes() -> list[tuple[Team, int]]:
    """Every team with the number of its people, those in use first, by name."""
    rows = Team.objects.annotate(size=Count("memberships"))
    return sorted(((team, team.size) for team in rows), key=lambda pair: (not pair[0].is_active, str(pair[0].name).casefold()))
