"""A column for documents: JSON as it was written."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from psycopg.types.json import Json


class DocumentField(models.JSONField):
    """The keys of an object keep their order, which is that of steps and choices; `jsonb` would not keep it. Nothing is searched in it."""

    def db_type(self, connection: Any) -> str:
        return "json"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Json:  # noqa: FBT001, FBT002 - as Django calls it
        return Json(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value
