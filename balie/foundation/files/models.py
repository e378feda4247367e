"""What is stored: the content lies on disk under its hash, the row says whose it is and what it is called."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class File(models.Model):
    """One stored file. Two rows with the same content share one place on disk. Rows are written once.

    `claimed_type` is what the sender said, `content_type` what its first bytes say. `draft_key` is set while
    nothing holds the file yet: until then only its owner may open it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    claimed_type = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="files")
    draft_key = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["sha256"], name="file_by_sha256"),
            models.Index(fields=["owner", "draft_key"], name="file_by_draft", condition=~models.Q(draft_key="")),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="file_sha256_hex")]

    def __str__(self) -> str:
        return self.name
