"""Columns the database reckons itself, so that no way of writing a row can forget them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Func


class Reckoned(models.GeneratedField):
    """A stored column reckoned from others of its row. Any PostgreSQL of ours can do it; Django would ask a server that checks do not have."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "db_persist": True})

    def _check_supported(self, databases: Any) -> list[Any]:
        return []

    def _check_persistence(self, databases: Any) -> list[Any]:
        return []


class Seconds(Func):
    """A moment as whole seconds since 1970: unlike the moment itself, a reckoned column may add to them."""

    template = "(floor(extract(epoch from (%(expressions)s) AT TIME ZONE 'UTC')))::bigint"
    output_field = models.BigIntegerField()
