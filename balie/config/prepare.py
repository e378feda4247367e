"""Bring the database up to the code and fill an empty one; run by `balie run` when either may be needed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from balie.access.accounts.actions import first_administrator_link
from balie.foundation.installation.actions import install
from balie.foundation.postgres import actions, backup, migrating, queries
from balie.foundation.postgres.models import Instance
from balie.foundation.postgres.schema import schema_hash
from balie.foundation.processes.supervisor import say


def prepare(*, at: datetime) -> None:
    """Migrate (a copy first), then the demo or the first administrator's link. Raises `NewerSchema`."""
    migrating.ensure_not_newer()
    _migrate(at)
    if queries.this_instance().began_as == Instance.Beginning.UNDECIDED:
        _begin()
    if not settings.BALIE_DEMO or queries.this_instance().began_as == Instance.Beginning.EMPTY:
        _invite_the_first(at)
    if queries.sending_is_held():
        say("This is a restored copy: it sends no mail until `balie release`.")


def _migrate(at: datetime) -> None:
    wanted = schema_hash(settings.PACKAGE)
    if migrating.waiting():
        if "balie_postgres_instance" in connection.introspection.table_names():
            say(f"Backed up before migrating: {_backup(at)}")
        say("Bringing the tables up to date …")
        call_command("migrate", verbosity=0, interactive=False)
        install(at)
    actions.remember_schema(wanted)


def _backup(at: datetime) -> Path:
    folder = settings.BALIE_HOME / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    target: Path = folder / f"before-migrating-{at:%Y%m%dT%H%M%S}.zip"
    backup.write_backup(target, at=at, with_files=False)
    return target


def _begin() -> None:
    """Decided once: whatever BALIE_DEMO says later, the demo is not laid over somebody's data."""
    if not settings.BALIE_DEMO:
        actions.remember_beginning(Instance.Beginning.EMPTY)
        return
    say("Loading the demo organisation …")
    call_command("demo", "load")
    actions.remember_beginning(Instance.Beginning.DEMO)


def _invite_the_first(at: datetime) -> None:
    secret = first_administrator_link(at=at)
    if secret is not None:
        say(f"Nobody has an account yet. Open this link once, within 72 hours:\n{settings.BALIE_URL}{reverse('desk:setup', args=[secret])}")
