"""What somebody is typing, kept within seconds: survives a reload, a sign-out, a crash."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """`key` names the form (`ticket-20417736-reply`); `fields` maps its field names to what was typed."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=100)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="draft_unique")]
