"""What this installation's database knows of itself."""

from __future__ import annotations

import uuid

from django.db import models


class Instance(models.Model):
    """The one row about this database: a restored copy gets a new `epoch` and holds its mail until released."""

    class Beginning(models.TextChoices):
        UNDECIDED = "", "undecided"
        EMPTY = "empty", "empty"
        DEMO = "demo", "demo"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    epoch = models.UUIDField(default=uuid.uuid4)
    sending_held = models.BooleanField(default=False)
    schema_hash = models.CharField(max_length=64, default="", blank=True)
    began_as = models.CharField(max_length=8, choices=Beginning, default=Beginning.UNDECIDED, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="instance_is_single")]

    def __str__(self) -> str:
        return str(self.epoch)
