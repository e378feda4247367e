"""Who looks at what just now: advice for colleagues, never a lock."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Presence(models.Model):
    """`topic` is the live topic of the thing looked at; `is_writing` when a form of it has the caret."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=80)
    is_writing = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "user"], name="presence_unique")]
