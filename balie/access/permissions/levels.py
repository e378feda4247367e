"""Who sees which record: level, team and participants."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User


class Level(models.IntegerChoices):
    """How closed a record is."""

    OPEN = 0, _("open: everybody at the desk")
    TEAM = 1, _("team: the team, who takes part, supervisors")
    RESTRICTED = 2, _("restricted: who takes part and the team's lead")
    SECRET = 3, _("secret: only who takes part")


ALL_TEAMS = "permissions.all_teams"


class ProtectedQuerySet[M: models.Model](models.QuerySet[M]):
    """Every list and every single row starts here."""

    view_verb: ClassVar[str] = ""

    def visible_to(self, viewer: User) -> Self:
        """What `viewer` may know of; the rule of `Level`, and the model's view verb."""
        if not viewer.has(self.view_verb):
            return self.none()
        return self.filter(seen_by(viewer))


def seen_by(viewer: User) -> Q:
    """The condition on level, team and participants; the view verb is the caller's."""
    in_team = Q() if viewer.has(ALL_TEAMS) else Q(team_id__in=viewer.team_ids)
    return (
        Q(level=Level.OPEN)
        | (Q(level=Level.TEAM) & in_team)
        | Q(level=Level.RESTRICTED, team_id__in=viewer.lead_team_ids)
        | Q(participant_ids__contains=[viewer.pk])
    )


class Protected(models.Model):
    """A record with a level, a team and participants (user ids, kept by the app's own actions)."""

    level = models.PositiveSmallIntegerField(choices=Level, default=Level.OPEN)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    participant_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)

    class Meta:
        abstract = True
