"""The shorthand somebody writes with, and what of it they may change."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q

from balie.access.accounts.models import Team, User
from balie.records.shorthand.models import Shorthand
from balie.records.shorthand.policies import SHARE
from balie.records.shorthand.rules import effective


def all_for(viewer: User) -> list[Shorthand]:
    """One's own, then those of one's teams, each by key."""
    rows = Shorthand.objects.filter(Q(owner=viewer) | Q(team__in=viewer.team_ids)).select_related("team")
    return sorted(rows, key=lambda each: (each.owner_id is None, each.team_id or 0, each.key))


def words_for(viewer: User) -> Mapping[str, str]:
    """Key → the words it stands for."""
    rows = all_for(viewer)
    mine = [(each.key, each.words) for each in rows if each.owner_id is not None]
    return effective(mine, [(each.key, each.words) for each in rows if each.team_id is not None])


def teams_to_share_with(viewer: User) -> list[Team]:
    """Those of one's own that one may give shorthand to."""
    return list(Team.objects.filter(pk__in=viewer.team_ids, is_active=True).order_by("key")) if viewer.has(SHARE) else []
