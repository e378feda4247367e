"""`balie backup FILE`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from balie.foundation.postgres.backup import write_backup


class Command(BaseCommand):
    """A door: the work is `write_backup`."""

    help = "Write database, files and keys to one file."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        manifest = write_backup(options["file"].resolve(), at=timezone.now())
        files = sum(name.startswith("files/") for name in manifest["sha256"])
        size = options["file"].stat().st_size / 1_000_000
        said = _("{file}: {size} MB, database and {files} files. It holds the keys: keep it safe.")
        self.stdout.write(said.format(file=options["file"], size=formats.number_format(size, 1), files=files))
