"""One index for all kinds: a row per searchable thing, kept in the transaction that changed it."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Document(models.Model):
    """What of one thing can be found: `vector` by words, `keys` by pieces (names, digits, addresses)."""

    kind = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=2)
    keys = models.TextField(blank=True, default="")
    vector = SearchVectorField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="document_unique")]
        indexes = [
            GinIndex(fields=["vector"], name="document_vector", fastupdate=False),
            GinIndex(OpClass("keys", name="gin_trgm_ops"), name="document_keys", fastupdate=False),
        ]
