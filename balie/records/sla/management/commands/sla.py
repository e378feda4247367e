"""`balie sla due SPEC.json`: due times and ledgers, one JSON line each. Exit codes: 0 done, 1 a case was refused, 2 usage."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from balie.records.sla.spec import BadSpec, answers


class Command(BaseCommand):
    help = "Reckon with service levels."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="due")
        due = verbs.add_parser("due", help="due times and ledgers of the cases in a file, without a database")
        due.add_argument("file", metavar="SPEC.json", help="a calendar and cases, see docs/reference/sla.md, or - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        count = refused = 0
        try:
            for answer in answers(read_json(options["file"])):
                self.stdout.write(json.dumps(answer, ensure_ascii=False))
                count, refused = count + 1, refused + ("error" in answer)
        except BadSpec as bad:
            raise CommandError(str(bad))
        if refused:
            sentence = _("{count} of {all} refused.").format(count=refused, all=count)
            sys.stderr.write(f"{sentence}\n")
            sys.exit(1)


def read_json(name: str) -> object:
    """Raises `CommandError` when it cannot be read."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return json.loads(raw)
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror or error}")
    except (ValueError, RecursionError):
        raise CommandError(_("{name} is no JSON.").format(name=name))
