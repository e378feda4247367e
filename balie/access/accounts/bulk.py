"""Colleagues for measuring: fifty in all, spread over the teams; nobody can sign in as one of them."""

from __future__ import annotations

from datetime import datetime

from balie.access.accounts.actions import invite_user, set_teams
from balie.access.accounts.models import Team, User

AGENTS = 50


def load_many(tickets: int, at: datetime) -> None:
    """As many as fifty colleagues need; the same again adds none."""
    teams = list(Team.objects.order_by("pk").values_list("key", flat=True))
    for number in range(User.objects.count() + 1, AGENTS + 1):
        user, _link = invite_user(
            username=f"agent{number:02d}", name=f"Collega {number:02d}", language="nl", roles=["operator"], by=None, at=at
        )
        set_teams(user, [teams[number % len(teams)]] if teams else [], by=None, at=at)
