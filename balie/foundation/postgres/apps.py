"""The database's own app; its label leaves `postgres` to Django's."""

from __future__ import annotations

from django.apps import AppConfig


class PostgresAppConfig(AppConfig):
    name = "balie.foundation.postgres"
    label = "balie_postgres"
