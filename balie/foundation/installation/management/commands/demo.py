"""`balie demo load [--tickets N]`."""

from __future__ import annotations

import argparse
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from balie.foundation.installation.actions import load_demo, load_many


class Command(BaseCommand):
    help = "Load the demo organisation into an empty database; --tickets adds many for measuring."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("what", choices=["load"])
        parser.add_argument("--tickets", type=int, default=0, help="how many tickets to add for measuring")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        if not get_user_model()._default_manager.exists():
            load_demo(at)
        elif not options["tickets"]:
            raise CommandError(_("Somebody has an account here already: the demo only goes into an empty database."))
        if options["tickets"]:
            load_many(options["tickets"], at)
