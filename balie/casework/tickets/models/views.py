"""Lists of tickets that were saved, with how many each holds."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from balie.access.accounts.models import Team, User
from balie.foundation.text.models import LANGUAGE_CHOICES
from balie.records.taxonomy.models import Category


class SavedView(models.Model):
    """A list with its filters, of one person (`user`) or for a whole `team`; what is empty leaves open.

    `base`, and what is "mine" or "my teams'" in it, is of whoever looks. `states` is never empty. `generation` rises whenever what the view holds
    changes; while it `is_counted`, its `ViewCount`s and `ViewDelta`s of this generation add up to what it holds, and before that nothing is known.
    """

    class Base(models.TextChoices):
        MINE = "mine"
        TEAM = "team"
        UNASSIGNED = "unassigned"
        ALL = "all"

    name = models.CharField(max_length=80)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    base = models.CharField(max_length=10, choices=Base)
    states = ArrayField(models.CharField(max_length=10))
    priorities = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    of_team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    of_owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES, blank=True, default="")
    tag = models.CharField(max_length=40, blank=True, default="")
    sort = models.CharField(max_length=10, default="changed")
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    generation = models.PositiveIntegerField(default=1)
    is_counted = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(user=None) ^ Q(team=None), name="saved_view_of_one"),
            models.CheckConstraint(condition=Q(states__len__gt=0), name="saved_view_some_state"),
            models.UniqueConstraint("user", Lower("name"), condition=Q(removed_at=None, team=None), name="saved_view_own_name"),
            models.UniqueConstraint("team", Lower("name"), condition=Q(removed_at=None, user=None), name="saved_view_team_name"),
        ]


class ViewCount(models.Model):
    """How many tickets of one team alone the view holds; `whose`: of this owner in a view of "mine", of this team in one of "my teams'", else 0.

    Kept for each sight: for the level and, where it is not open, for the team (0 for none), once with `participant_id` 0 and once more for each
    who takes part. A viewer's number is the sum of what they see by their teams and, of the rest, of what they take part in.
    Plain numbers instead of keys: no writer of a ticket is to lock the view.
    """

    view_id = models.BigIntegerField()
    generation = models.PositiveIntegerField()
    whose = models.BigIntegerField()
    level = models.PositiveSmallIntegerField()
    team_id = models.BigIntegerField()
    participant_id = models.BigIntegerField()
    count = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["view_id", "generation", "participant_id", "whose", "level", "team_id"], name="view_count_once")
        ]


class ViewDelta(models.Model):
    """What a change of tickets added to a count, or took from it. The database itself appends them; a job folds them into the counts."""

    view_id = models.BigIntegerField()
    generation = models.PositiveIntegerField()
    whose = models.BigIntegerField()
    level = models.PositiveSmallIntegerField()
    team_id = models.BigIntegerField()
    participant_id = models.BigIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["view_id"], name="view_delta_by_view")]
