"""Keys that stand for words: one's own, or a team's."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from balie.access.accounts.models import Team, User


class Shorthand(models.Model):
    """`;key` and a space becomes `words`, for one `owner` or for all of a `team`."""

    key = models.SlugField(max_length=20, db_index=False)
    words = models.TextField()
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(owner=None) ^ Q(team=None), name="shorthand_of_one"),
            models.UniqueConstraint(fields=["owner", "key"], name="shorthand_once_own"),
            models.UniqueConstraint(fields=["team", "key"], name="shorthand_once_team"),
        ]
