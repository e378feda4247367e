"""How well somebody types, a row a day: for their own eyes alone."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class TypingDay(models.Model):
    """What `user` typed in notes and replies on a day; the words themselves are not kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    keys = models.PositiveIntegerField(default=0)
    corrected = models.PositiveIntegerField(default=0)
    words = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="typing_day_once")]
