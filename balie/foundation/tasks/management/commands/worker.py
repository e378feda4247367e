"""`manage.py worker`: run jobs and the services beside them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from balie.foundation.tasks import worker


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT."""

    requires_system_checks = ()  # the pages' addresses are the web process's; `balie doctor` checks all

    help = "Run jobs, and the services beside them, until told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=None, help="jobs at the same time")

    def handle(self, *args: Any, **options: Any) -> None:
        worker.run(concurrency=options["concurrency"])
