"""`balie restore FILE`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from balie.foundation.postgres.restore import restore_backup


class Command(BaseCommand):
    """A door: the work is `restore_backup`."""

    help = "Put a backup back into an empty place."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--overwrite", action="store_true", help="replace what is there, for good")

    def handle(self, *args: Any, **options: Any) -> None:
        manifest = restore_backup(options["file"].resolve(), overwrite=options["overwrite"])
        said = _("Restored what was saved at {moment}. No mail leaves until `balie release`.")
        self.stdout.write(said.format(moment=manifest["made_at"]))
