"""What somebody did with what was suggested to them: put away it stays away, and what was used is learned from when it is known what helped."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from balie.foundation.search.rules.lessons import Deed


class Taken(models.Model):
    """The last thing done with one suggestion at `topic` and `topic_id`. `words` are those it is remembered by; none where its kind does not learn."""

    class Did(models.TextChoices):
        OPENED = Deed.OPENED.value
        USED = Deed.USED.value
        DISMISSED = Deed.DISMISSED.value

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=30)
    topic_id = models.BigIntegerField()
    key = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    deed = models.CharField(max_length=10, choices=Did)
    words = ArrayField(models.TextField(), default=list, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "topic_id", "by", "key", "object_id"], name="suggestion_taken_once")]
