"""`balie views recount`: every saved list counted anew. Exit codes: 0 done, 2 usage."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from balie.casework.tickets.actions import recount_views


class Command(BaseCommand):
    help = "Saved lists of tickets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="recount")
        verbs.add_parser("recount", help="count every saved list anew, from the tickets as they are")

    def handle(self, *args: Any, **options: Any) -> None:
        count = recount_views()
        said = ngettext("%(count)s saved list is counted anew.", "%(count)s saved lists are counted anew.", count)
        self.stdout.write(said % {"count": count})
