"""What permissions keep: which verbs have been handed to roles before."""

from __future__ import annotations

from django.db import models


class KnownVerb(models.Model):
    """A verb that roles have been offered; a new release adds only what is new to the organisation."""

    name = models.CharField(max_length=60, unique=True)
