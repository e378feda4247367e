"""What the tables know of migrations, against what the code knows."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext_lazy as _

from balie.foundation.errors import Refusal


class NewerSchema(Refusal):
    """The database was migrated by a newer Balie."""

    code = "newer_schema"
    sentence = _(
        "The database was made by a newer Balie (it knows {name}). Install that version again, or restore a backup made with this one."
    )


def ensure_not_newer() -> None:
    """Raises `NewerSchema` when a migration has run that this code does not hold."""
    ensure_known(applied())


def ensure_known(names: Iterable[tuple[str, str]]) -> None:
    """Raises `NewerSchema` for the first of `names` (pairs of app and name) that this code does not hold."""
    loader = MigrationLoader(None)
    replaced = {old for migration in loader.disk_migrations.values() for old in migration.replaces}
    for app, name in sorted(names):
        if (app, name) not in loader.disk_migrations and (app, name) not in replaced:
            raise NewerSchema(name=f"{app}.{name}")


def applied() -> list[tuple[str, str]]:
    """Every migration that has run, of apps this code has."""
    loader = MigrationLoader(connection)
    return sorted(name for name in (loader.applied_migrations or {}) if name[0] in loader.migrated_apps)


def waiting() -> list[str]:
    """The migrations still to run, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]
