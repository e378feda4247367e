"""Menus, the numbers that they answer, the way of each caller through one, and what callers were told of their wait."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from balie.access.accounts.models import User
from balie.conversation.telephony.models import Call, Number
from balie.foundation.text.labels import LabelField


class Menu(models.Model):
    """What callers hear and press; its newest version holds. Callers who are on their way finish it in the version they began."""

    key = models.SlugField(max_length=40, unique=True)
    name = LabelField()


class MenuVersion(models.Model):
    """An outline as it was saved, whole and checked; never changed."""

    menu = models.ForeignKey(Menu, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    outline = models.JSONField(default=list)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["menu", "number"], name="menu_version_once")]


class Answering(models.Model):
    """Who rings this number is led by this menu."""

    number = models.OneToOneField(Number, on_delete=models.CASCADE, related_name="answering")
    menu = models.ForeignKey(Menu, on_delete=models.PROTECT, related_name="answering")


class Journey(models.Model):
    """A caller's way through a menu. `line` is where they stand, `typed` what they pressed of a number there; `turn` counts what was
    played, so that the end of something earlier means nothing. `said` is what they chose, as labels, for who picks up.
    """

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="journey")
    version = models.ForeignKey(MenuVersion, on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=20)
    typed = models.CharField(max_length=20, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=1)
    steps = models.PositiveSmallIntegerField(default=1)
    turn = models.PositiveSmallIntegerField(default=0)
    said = models.JSONField(default=list, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)


class Announcement(models.Model):
    """What a caller was told of their wait: their place, and between how many minutes they would still wait, none without an end.

    `waited_s` is what it became, once somebody answered; who gave up leaves it open.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="announcements")
    at = models.DateTimeField()
    place = models.PositiveSmallIntegerField()
    least_min = models.PositiveSmallIntegerField(null=True, blank=True)
    most_min = models.PositiveSmallIntegerField(null=True, blank=True)
    waited_s = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(most_min__isnull=True) | Q(least_min__lt=models.F("most_min")), name="announced_range"),
        ]
        indexes = [models.Index(fields=["-at"], condition=Q(waited_s__isnull=False), name="announcement_came_out")]
