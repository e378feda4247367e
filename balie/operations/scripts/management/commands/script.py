"""`balie script …`: scripts from and to YAML. Exit codes: 0 done, 1 refused with a reason, 2 usage."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from balie.operations.scripts import actions
from balie.operations.scripts.documents import Unreadable, read_documents, write_script
from balie.operations.scripts.extensions import ACTIONS
from balie.operations.scripts.library import starters
from balie.operations.scripts.queries.written import document_of, findings_of, newest_version
from balie.operations.scripts.rules.checks import Finding, Surroundings, findings
from balie.operations.scripts.rules.document import Document
from balie.operations.scripts.rules.expressions import WrongCondition
from balie.operations.scripts.rules.graph import CannotJoin, Graph, graph_of
from balie.operations.scripts.rules.runs import CannotGo
from balie.operations.scripts.rules.values import WrongAnswer
from balie.operations.scripts.rules.walking import walk
from balie.operations.scripts.words import answer_in_words, fault_in_words, finding_in_words, refusal_in_words


class Command(BaseCommand):
    help = "Check, import, export and walk scripts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="check|import|export|walk")
        check = verbs.add_parser("check", help="say what keeps a script from being published, a JSON line each; needs no database")
        check.add_argument("file", metavar="FILE", help="a script in YAML, see docs/reference/scripts.md, or - for standard input")
        imported = verbs.add_parser("import", help="keep a script as a draft, and publish it when asked")
        imported.add_argument("file", metavar="FILE", help="a script in YAML, or - for standard input")
        imported.add_argument("--publish", action="store_true", help="let it open from now on, when nothing is wrong with it")
        export = verbs.add_parser("export", help="write the newest version of a script as YAML")
        export.add_argument("key", metavar="KEY", help="the key of the script")
        walked = verbs.add_parser("walk", help="pass the steps with given answers, a JSON line each; needs no database")
        walked.add_argument("file", metavar="FILE", help="a script in YAML, or - for standard input")
        walked.add_argument(
            "--answers", default="{}", metavar="JSON", help="an object: variable to answer, or to a list for each time it is asked"
        )
        walked.add_argument("--facts", default="{}", metavar="JSON", help="an object: what is known, as customer.style")
        walked.add_argument("--language", default="", metavar="CODE", help="nl, fr, en or de; else the first of the script")

    def handle(self, *args: Any, **options: Any) -> None:
        verb = {"check": self.check_file, "import": self.import_file, "export": self.export, "walk": self.walk}[options["verb"]]
        verb(options)

    def check_file(self, options: dict[str, Any]) -> None:
        """Each document of the file, those after the first ones being there for it to run through."""
        documents = read_file(options["file"])
        count = 0
        for document in documents:
            around = Surroundings(_others(document, documents), actions={each.key for each in ACTIONS.fillings()})
            found = findings(document, around)
            self.tell(document, found)
            count += len(found)
        if count:
            refuse(_("{count} things are not right.").format(count=count))

    def import_file(self, options: dict[str, Any]) -> None:
        """The last document first: what runs through another needs it."""
        refused = 0
        for document in reversed(read_file(options["file"])):
            at = timezone.now()
            version = actions.import_script(document, by=None, at=at)
            found = findings_of(document)
            self.tell(document, found)
            if options["publish"] and not found:
                version = actions.publish(document.key, by=None, at=at)
            refused += bool(found) and options["publish"]
            self.say({"key": document.key, "version": version.number, "state": version.state, "findings": len(found)})
        if refused:
            refuse(_("Kept as a draft, and not published: see what is not right above."))

    def export(self, options: dict[str, Any]) -> None:
        self.stdout.write(write_script(document_of(newest_version(options["key"]))), ending="")

    def walk(self, options: dict[str, Any]) -> None:
        """Whether it came to an end is the exit code."""
        documents = read_file(options["file"])
        graph = joined(documents[0], documents)
        language = options["language"] or graph.languages[0]
        if language not in graph.languages:
            raise CommandError(_("This script is not written in that language."))
        line: dict[str, Any] = {}
        try:
            for line in walk(graph, read_object(options["answers"]), language=language, facts=read_object(options["facts"])):
                self.say(line)
        except WrongAnswer as wrong:
            raise CommandError(f"{wrong.name}: {answer_in_words(wrong)}")
        except CannotGo as cannot:
            raise CommandError(refusal_in_words(cannot))
        except WrongCondition as wrong:
            raise CommandError(_("has a condition that cannot be read: {what}").format(what=wrong.reason))
        if line.get("result") is None:
            refuse(_("The walk did not come to an end."))

    def tell(self, document: Document, found: list[Finding]) -> None:
        for each in found:
            self.say({"key": document.key, "code": each.code, "at": each.at, "what": each.what, "reason": finding_in_words(each)})

    def say(self, line: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(line, ensure_ascii=False))


def read_file(name: str) -> list[Document]:
    """Raises `CommandError` when it is no script, with every reason and its line."""
    try:
        return read_documents(sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes())
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror or error}")
    except Unreadable as unreadable:
        raise CommandError("\n".join(f"{name}, {fault_in_words(fault)}" for fault in unreadable.faults))


def joined(document: Document, documents: list[Document]) -> Graph:
    """Raises `CommandError` for one that leads nowhere: it cannot be walked."""
    broken = [
        each for each in findings(document, Surroundings(_others(document, documents))) if each.code in {"dead_link", "no_such_variable"}
    ]
    if broken:
        raise CommandError("\n".join(f"{each.at}: {finding_in_words(each)}" for each in broken))
    try:
        return graph_of(document, _others(document, documents))
    except CannotJoin as cannot:
        raise CommandError(f"nodes.{cannot.at}: {finding_in_words(Finding(cannot.code, cannot.at, cannot.what))}")


def read_object(given: str) -> dict[str, Any]:
    """An object written as JSON, or in the file of that name. Raises `CommandError`."""
    try:
        text = given if given.lstrip().startswith("{") else Path(given).read_text()
        found = json.loads(text)
    except (OSError, ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise CommandError(_("{name} is no JSON object.").format(name=given[:80]))
    return found


def refuse(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.exit(1)


def _others(document: Document, documents: list[Document]) -> dict[str, Document]:
    """What it may run through: the others of the file, else those of the starter library."""
    others = {each.key: each for each in starters()} | {each.key: each for each in documents}
    return {key: each for key, each in others.items() if each is not document}
