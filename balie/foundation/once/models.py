"""Requests that must count once: what was answered, so that the same one sent again gets the same answer."""

from __future__ import annotations

from django.db import models


class Answer(models.Model):
    """`scope` is whose key it is; `request_hash` tells a repetition from a key used for something else."""

    scope = models.CharField(max_length=80)
    key = models.CharField(max_length=100)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=bytes)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="answer_once")]
        indexes = [models.Index(fields=["at"], name="answer_by_age")]
