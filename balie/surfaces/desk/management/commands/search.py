"""`balie search QUERY…` and `balie search evaluate FILE.jsonl`. Exit codes: 0 done, 1 refused with a reason, 2 usage."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from balie.access.accounts.models import User
from balie.access.accounts.queries import active_users, find_user
from balie.access.permissions.levels import ALL_TEAMS
from balie.foundation.search.evaluation import evaluate, read_trial
from balie.foundation.search.extensions import SEARCHABLE
from balie.foundation.search.queries import Hits, find
from balie.foundation.text.labels import LANGUAGES

EVALUATE = "evaluate"


class Command(BaseCommand):
    help = "Search as the desk does, or measure how well it finds what is meant."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "words", nargs="+", metavar="QUERY", help="what is looked for; or: evaluate FILE.jsonl, see docs/reference/search.md"
        )
        parser.add_argument(
            "--kind", action="append", default=[], metavar="KIND", help="only these: customer, ticket, contact …; may be repeated"
        )
        parser.add_argument(
            "--lang", default="", choices=["", *LANGUAGES], metavar="CODE", help="the language that goes first: nl, fr, en or de"
        )
        parser.add_argument(
            "--as", dest="viewer", default="", metavar="USER", help="by whose eyes; else those of the first who sees all teams"
        )
        parser.add_argument("--most", type=int, default=8, metavar="N", help="at most this many of each kind")
        parser.add_argument("--json", action="store_true", help="a JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        words: list[str] = options["words"]
        if words[0] == EVALUATE and len(words) == len((EVALUATE, "FILE")):
            self.stdout.write(json.dumps(evaluate(read_trial(_lines(words[1]))), ensure_ascii=False, indent=2))
            return
        kinds = _known(options["kind"])
        for hits in find(_viewer(options["viewer"]), " ".join(words), kinds=kinds, language=options["lang"], most=max(1, options["most"])):
            for line in _lines_of(hits, as_json=options["json"]):
                self.stdout.write(line)


def _lines(name: str) -> list[str]:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return raw.decode("utf-8-sig").split("\n")
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror or error}")
    except UnicodeDecodeError:
        raise CommandError(_("{name} is no UTF-8.").format(name=name))


def _known(kinds: list[str]) -> list[str]:
    every = [kind.kind for kind in SEARCHABLE.fillings()]
    for kind in kinds:
        if kind not in every:
            raise CommandError(_("Nothing of the kind {kind} is searched; there are {kinds}.").format(kind=kind, kinds=", ".join(every)))
    return kinds


def _viewer(name: str) -> User:
    if name:
        viewer = find_user(name)
        if viewer is None:
            raise CommandError(_("Nobody signs in as {name}.").format(name=name))
        return viewer
    everywhere = next((user for user in active_users().order_by("pk") if user.has(ALL_TEAMS)), None)
    if everywhere is None:
        raise CommandError(_("Nobody here sees all teams; say by whose eyes with --as."))
    return everywhere


def _lines_of(hits: Hits, *, as_json: bool) -> list[str]:
    if not as_json:
        return [f"{hits.kind.kind:<10} {each.number or '':<12} {each.title}" for each in hits.results]
    return [
        json.dumps(
            {
                "kind": hits.kind.kind,
                "id": each.object_id,
                "number": each.number,
                "title": each.title,
                "detail": each.detail,
                "url": each.url,
                "at": each.at.isoformat() if each.at else None,
            },
            ensure_ascii=False,
        )
        for each in hits.results
    ]
