"""`balie mail …`: mails from files, one JSON line each. Exit codes: 0 done, 1 one was refused, 2 usage."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from balie.conversation.email.guard import parse_guarded
from balie.conversation.email.parsing import OverBudget, Unparsable, as_json


class Command(BaseCommand):
    help = "Read mails from files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="parse")
        parse = verbs.add_parser("parse", help="show what each mail says, without keeping it")
        parse.add_argument("files", nargs="+", metavar="FILE", help="a mail as it came, or - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        verb = {"parse": self.parse}[options["verb"]]
        if refused := sum([not verb(name, options) for name in options["files"]]):
            sys.stderr.write(f"{refused} of {len(options['files'])} refused.\n")
            sys.exit(1)

    def parse(self, name: str, options: dict[str, Any]) -> bool:
        """Print the mail in the file `name` as JSON; whether it could be read."""
        try:
            answer = as_json(parse_guarded(read_file(name)))
        except OSError as error:
            answer = {"file": name, "error": error.strerror or str(error)}
        except (Unparsable, OverBudget) as refusal:
            answer = {"file": name, "error": refusal.reason}
        self.stdout.write(json.dumps(answer, ensure_ascii=False))
        return "error" not in answer


def read_file(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
