"""`balie mail …`: mails from files, one JSON line each. Exit codes: 0 done, 1 one was refused, 2 usage."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from balie.conversation.email import actions, intake, queries
from balie.conversation.email.guard import parse_guarded
from balie.conversation.email.models import Mailbox, RawMail
from balie.conversation.email.parsing import OverBudget, Unparsable, as_json
from balie.conversation.email.why import in_words, unread
from balie.foundation.errors import Refusal


class Command(BaseCommand):
    help = "Read mails from files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="ingest|parse")
        ingest = verbs.add_parser("ingest", help="keep each mail and file it, as if it had come into the mailbox")
        ingest.add_argument("--mailbox", default="", metavar="NAME", help="name or address of the mailbox; else the first one in use")
        ingest.add_argument("files", nargs="+", metavar="FILE", help="a mail as it came, or - for standard input")
        parse = verbs.add_parser("parse", help="show what each mail says, without keeping it")
        parse.add_argument("files", nargs="+", metavar="FILE", help="a mail as it came, or - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        verb = {"ingest": self.ingest, "parse": self.parse}[options["verb"]]
        if options["verb"] == "ingest":
            self.mailbox = find_mailbox(options["mailbox"])
        if refused := sum([not verb(name, options) for name in options["files"]]):
            sentence = _("{count} of {all} refused.").format(count=refused, all=len(options["files"]))
            sys.stderr.write(f"{sentence}\n")
            sys.exit(1)

    def parse(self, name: str, options: dict[str, Any]) -> bool:
        """Print the mail in the file `name` as JSON; whether it could be read."""
        try:
            answer = as_json(parse_guarded(read_file(name)))
        except OSError as error:
            answer = {"file": name, "error": error.strerror or str(error)}
        except (Unparsable, OverBudget) as refusal:
            answer = {"file": name, "error": str(unread(refusal))}
        self.stdout.write(json.dumps(answer, ensure_ascii=False))
        return "error" not in answer

    def ingest(self, name: str, options: dict[str, Any]) -> bool:
        """Keep and file the mail in the file `name`, and print what became of it; whether it could be kept."""
        try:
            answer = ingested(self.mailbox, read_file(name))
        except OSError as error:
            answer = {"error": error.strerror or str(error)}
        except Refusal as refusal:
            answer = {"error": str(refusal)}
        self.stdout.write(json.dumps({"file": name} | answer, ensure_ascii=False))
        return "error" not in answer


def find_mailbox(name: str) -> Mailbox:
    """Exits when there is none."""
    found = queries.find_mailbox(name) if name else queries.default_mailbox()
    if found is None:
        sentence = _("There is no mailbox “{name}”.").format(name=name) if name else _("No mailbox is connected yet.")
        sys.stderr.write(f"{sentence}\n")
        sys.exit(1)
    return found


def ingested(mailbox: Mailbox, raw: bytes) -> dict[str, Any]:
    """What became of the mail, as design.md words it; needs no worker."""
    if known := queries.find_raw(mailbox, sha256(raw).hexdigest()):
        return outcome(known, state=RawMail.State.DUPLICATE)
    stored = actions.store_raw(mailbox, raw, at=timezone.now())
    return outcome(intake.file_one(stored))


def outcome(raw: RawMail, *, state: str = "") -> dict[str, Any]:
    """`ticket` is the number of the ticket its thread is filed under; `reason` is added when there is one to tell."""
    first = raw.same_as or raw
    email = queries.find_email(first)
    ticket = queries.filed_under([email.thread_id]).get(email.thread_id) if email else None
    said: dict[str, Any] = {"state": state or raw.state, "ticket": ticket, "matched_by": email.matched_by if email else None}
    return said | ({"reason": in_words(raw.reason, raw.facts)} if raw.reason else {})


def read_file(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
