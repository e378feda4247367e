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
    has_more_teams: ClassVar[bool] = False

    def visible_to(self, viewer: User) -> Self:
        """What `viewer` may know of; the rule of `Level`, and the model's view verb."""
        if not viewer.has(self.view_verb):
            return self.none()
        return self.filter(seen_by(viewer, has_more_teams=self.has_more_teams))


def seen_by(viewer: User, *, has_more_teams: bool = False) -> Q:
    """The condition on level, teams and participants; the view verb is the caller's."""
    return seen_by_team(viewer, has_more_teams=has_more_teams) | Q(participant_ids__contains=[viewer.pk])


def seen_by_team(viewer: User, *, has_more_teams: bool = False) -> Q:
    """What the viewer sees without taking part: the condition on level and teams alone."""
    in_team = Q() if viewer.has(ALL_TEAMS) else _of_teams(viewer.team_ids, has_more_teams=has_more_teams)
    return (
        Q(level=Level.OPEN)
        | (Q(level=Level.TEAM) & in_team)
        | (Q(level=Level.RESTRICTED) & _of_teams(viewer.lead_team_ids, has_more_teams=has_more_teams))
    )


def _of_teams(team_ids: list[int], *, has_more_teams: bool) -> Q:
    own = Q(team_id__in=team_ids)
    return own | Q(also_team_ids__overlap=team_ids) if has_more_teams and team_ids else own


class Protected(models.Model):
    """A record with a level, a team and participants (user ids, kept by the app's own actions)."""

    level = models.PositiveSmallIntegerField(choices=Level, default=Level.OPEN)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    participant_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)

    class Meta:
        abstract = True
