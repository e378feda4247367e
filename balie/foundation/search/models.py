"""One index for all kinds: a row per searchable thing, kept in the transaction that changed it; and what is learned of it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Reverse


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


class Unread(models.Model):
    """The words of a document that was indexed and not yet learned from; `is_new` when it was not there before."""

    id = models.BigAutoField(primary_key=True)
    words = ArrayField(models.TextField())
    is_new = models.BooleanField()


class Word(models.Model):
    """The lexicon: each word and each stem that stands in documents, and in about how many. The row of no word counts the documents."""

    word = models.TextField(primary_key=True, db_collation="C")
    documents = models.IntegerField()

    class Meta:
        indexes = [
            GinIndex(OpClass("word", name="gin_trgm_ops"), name="word_alike"),
            models.Index(Reverse("word"), name="word_backwards"),
        ]


class Lesson(models.Model):
    """How often a thing was taken for a word (below zero: put away), so that it comes higher for it (lower)."""

    id = models.BigAutoField(primary_key=True)
    word = models.TextField(db_collation="C")
    kind = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    times = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "kind", "object_id"], name="lesson_unique")]
        indexes = [models.Index(fields=["kind", "object_id"], name="lesson_of")]
