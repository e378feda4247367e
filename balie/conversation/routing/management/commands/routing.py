"""`balie routing replay`: the log read again, and whether it gives the decisions that were kept. Exit codes: 0 equal, 1 not, 2 usage."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balie.conversation.routing.actions.matching import differences
from balie.conversation.routing.models import Decision

MOST_SHOWN = 20


class Command(BaseCommand):
    help = "Who is given what waits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="replay")
        verbs.add_parser("replay", help="read the log again and compare with the decisions that were kept")

    def handle(self, *args: Any, **options: Any) -> None:
        found = differences()
        for line, again, kept in found[:MOST_SHOWN]:
            self.stderr.write(f"{line}: {again} ≠ {kept}")
        if found:
            raise CommandError(_("The log gives other decisions than were kept: {count}.").format(count=len(found)))
        count = Decision.objects.filter(subject_kind="waiting").count()
        said = ngettext("%(count)s decision, equal to what was kept.", "%(count)s decisions, equal to what was kept.", count)
        self.stdout.write(said % {"count": count})
