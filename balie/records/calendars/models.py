"""Opening hours: a plain week in a zone."""

from __future__ import annotations

from django.db import models

from balie.foundation.text.labels import LabelField


class Calendar(models.Model):
    """`week` maps `mon` … `sun` to slots `[["08:30", "12:00"], …]`; an end before its start lies in the next day."""

    key = models.SlugField(max_length=40, unique=True)
    name = LabelField()
    zone = models.CharField(max_length=40, default="Europe/Brussels")
    week = models.JSONField(default=dict)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["is_default"], condition=models.Q(is_default=True), name="calendar_one_default")]
