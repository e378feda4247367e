"""The log the matcher decides from, who is the matcher, and where it stood."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class LogEntry(models.Model):
    """Something that happened to queues, to what waits or to operators: ids and codes, never text.

    Written in the transaction of its cause, without a number: the matcher gives `number` when it reads it, so the log has one order,
    whatever the order of commits.
    """

    number = models.BigIntegerField(null=True, blank=True, unique=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=12)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(number=None), name="log_unread")]


class Matcher(models.Model):
    """The one process that decides. `term` is its fencing token: who comes after has a higher one, and who went on with a lower one is refused."""

    is_only = models.BooleanField(default=True, unique=True)
    term = models.BigIntegerField(default=0)
    leased_until = models.DateTimeField()
    owner = models.CharField(max_length=80, blank=True, default="")
    last_number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(is_only=True), name="matcher_only_one")]


class Snapshot(models.Model):
    """The board as it stood after `number`: who takes over begins here and reads the log from there."""

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    board = models.JSONField()
