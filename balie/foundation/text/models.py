"""Texts the organisation writes: a row per version and language, with the state of its translation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from balie.foundation.text.labels import LANGUAGES, LabelField

LANGUAGE_CHOICES = [(code, code) for code in LANGUAGES]


class Text(models.Model):
    """One text of a kind ("reply", …) in all its versions and languages. `tags` narrow where it is offered."""

    kind = models.CharField(max_length=40)
    key = models.SlugField(max_length=80)
    name = LabelField()
    version = models.PositiveIntegerField(default=0)
    is_retired = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="text_unique_key")]


class Translation(models.Model):
    """The words of one version in one language. A version is never changed: a correction is the next one."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OUTDATED = "outdated", _("outdated")
        READY = "ready", _("ready")

    text = models.ForeignKey(Text, on_delete=models.CASCADE, related_name="translations")
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    title = models.CharField(max_length=200, blank=True, default="")
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text", "version", "language"], name="translation_unique"),
        ]
