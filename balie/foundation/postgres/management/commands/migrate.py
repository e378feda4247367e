"""`balie migrate`: Django's own, which begins an empty database with the tables as they end."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate

from balie.foundation.postgres import tables


class Command(migrate.Command):
    """A door: the work is `lay_tables`."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--each", action="store_true", help="Run every migration, in an empty database too.")

    def handle(self, *args: Any, **options: Any) -> None:
        asks_for_all = not any(options[name] for name in ("each", "app_label", "plan", "check_unapplied", "fake", "prune"))
        if asks_for_all and tables.is_empty():
            tables.lay_tables()
        super().handle(*args, **options)
