"""A version of a script as its designer reads it: the outline with what is wrong, the words side by side, what another version said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from balie.foundation.ui.addresses import url
from balie.operations.scripts.extensions import ACTIONS
from balie.operations.scripts.models import Run, Script, Version
from balie.operations.scripts.queries.written import document_of, findings_of
from balie.operations.scripts.rules import editing
from balie.operations.scripts.rules.checks import Finding
from balie.operations.scripts.rules.differences import outdated_languages
from balie.operations.scripts.rules.document import Document, Said, all_said, edges_of, said_in, title_of
from balie.operations.scripts.rules.editing import CALMING, NODES, OBJECTIONS, VARIABLES
from balie.operations.scripts.rules.expressions import FACTS, TYPES
from balie.operations.scripts.rules.layout import HEIGHT, WIDTH, places_of
from balie.operations.scripts.words import finding_in_words, kind_in_words
from balie.records.taxonomy.models import CustomerType, Result

WORDS_ON_A_PAGE = 40
MISSING, OUTDATED = "missing", "outdated"


@dataclass(frozen=True)
class Way:
    """A way on: `when` is empty for the default; `title` of where it leads."""

    go: str
    title: str
    when: str


@dataclass(frozen=True)
class NodeLine:
    """A node in the outline, with what is wrong about it."""

    key: str
    kind: str
    kind_words: str
    title: str
    ways: Sequence[Way]
    wrong: Sequence[str]
    is_start: bool
    is_mandatory: bool


@dataclass(frozen=True)
class PartLine:
    """A variable, objection or calming step in its list; `note` says what kind."""

    key: str
    title: str
    note: str
    wrong: Sequence[str]


@dataclass(frozen=True)
class Problem:
    """What keeps the script from being published: about which part, in words; `section` is empty for the script as a whole."""

    section: str
    key: str
    title: str
    words: str


@dataclass(frozen=True)
class Outline:
    """All of a version, in the reader's language."""

    script: Script
    version: Version
    document: Document
    nodes: Sequence[NodeLine]
    variables: Sequence[PartLine]
    objections: Sequence[PartLine]
    calming: Sequence[PartLine]
    problems: Sequence[Problem]

    @property
    def is_draft(self) -> bool:
        return self.version.state in Version.WRITTEN


@dataclass(frozen=True)
class TextRow:
    """One text in all its languages; `states` holds what is not in order, by language."""

    place: str
    title: str
    said: Said
    mark: str
    states: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TextPage:
    """Some rows of the texts, those after `start`; `next_start` and `before` are 0 at an end."""

    rows: Sequence[TextRow]
    total: int
    unready: int
    start: int
    next_start: int
    before: int


def outline_of(version: Version) -> Outline:
    document = document_of(version)
    found = findings_of(document)
    wrong = _by_part(found)
    language = _language()
    return Outline(
        script=version.script,
        version=version,
        document=document,
        nodes=[_node_line(document, key, wrong.get((NODES, key), []), language) for key in document.nodes],
        variables=[
            PartLine(key, said_in(each.label, language), str(each.type), wrong.get((VARIABLES, key), []))
            for key, each in document.variables.items()
        ],
        objections=[
            PartLine(key, said_in(each.said, language), "", wrong.get((OBJECTIONS, key), [])) for key, each in document.objections.items()
        ],
        calming=[PartLine(key, said_in(each.title, language), "", wrong.get((CALMING, key), [])) for key, each in document.calming.items()],
        problems=[problem_of(document, each) for each in found],
    )


def problem_of(document: Document, finding: Finding) -> Problem:
    """A finding with the part it is about, named."""
    section, _dot, rest = finding.at.partition(".")
    key = rest.partition(".")[0]
    if section not in editing.SECTIONS or not key:
        return Problem("", "", _("The script"), finding_in_words(finding))
    return Problem(section, key, part_title(document, section, key), finding_in_words(finding))


def part_title(document: Document, section: str, key: str) -> str:
    """What a part is called, in the reader's language; its key where it says nothing."""
    language = _language()
    match section:
        case editing.NODES if key in document.nodes:
            node = document.nodes[key]
            return title_of(node, language) or f"{kind_in_words(node.kind)} ({key})"
        case editing.VARIABLES if key in document.variables:
            return said_in(document.variables[key].label, language) or key
        case editing.OBJECTIONS if key in document.objections:
            return said_in(document.objections[key].said, language) or key
        case editing.CALMING if key in document.calming:
            return said_in(document.calming[key].title, language) or key
    return key


def words_of_version(version: Version, *, start: int = 0, only_unready: bool = False) -> TextPage:
    """The texts in the order of the document, with the state of each language."""
    document, before = document_of(version), _published_texts(version)
    rows = [_text_row(document, place, said, before.get(place)) for place, said in all_said(document)]
    unready = [row for row in rows if row.states]
    shown = unready if only_unready else rows
    start = max(0, min(start, len(shown)))
    following = start + WORDS_ON_A_PAGE
    return TextPage(
        rows=shown[start:following],
        total=len(rows),
        unready=len(unready),
        start=start,
        next_start=following if following < len(shown) else 0,
        before=max(0, start - WORDS_ON_A_PAGE),
    )


def choices_for(document: Document) -> dict[str, list[tuple[str, str]]]:
    """What the fields of a step offer: (key, words)."""
    language = _language()
    others = Script.objects.filter(versions__state=Version.State.PUBLISHED).exclude(key=document.key).order_by("key")
    return {
        "steps": [(key, part_title(document, NODES, key)) for key in document.nodes],
        "ends": [(key, part_title(document, NODES, key)) for key, node in document.nodes.items() if not edges_of(node)],
        "variables": [(key, said_in(each.label, language) or key) for key, each in document.variables.items()],
        "objections": [(key, said_in(each.said, language) or key) for key, each in document.objections.items()],
        "actions": [(each.key, str(each.name)) for each in ACTIONS.fillings()],
        "scripts": [(each.key, str(each.name)) for each in others],
        "results": [(each.key, str(each)) for each in Result.objects.filter(is_retired=False).order_by("position", "pk")],
        "customer_types": [(each.key, str(each)) for each in CustomerType.objects.filter(is_retired=False).order_by("position", "pk")],
        "facts": [(name, name) for name in FACTS],
    }


def drawing_of(version: Version) -> dict[str, Any]:
    """What the graph is drawn from: nodes with their boxes, and the ways between them; all in the reader's language."""
    outline = outline_of(version)
    places, content = places_of(outline.document), version.content[NODES]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "nodes": [
            {
                "key": node.key,
                "title": node.title or node.key,
                "kind": node.kind,
                "words": node.kind_words,
                "x": places[node.key][0],
                "y": places[node.key][1],
                "start": node.is_start,
                "wrong": "; ".join(node.wrong),
                "mark": editing.mark_of(content[node.key]),
                "address": url("scripts:part", version.script.key, NODES, node.key),
            }
            for node in outline.nodes
        ],
        "ways": [{"from": node.key, "to": way.go, "when": way.when} for node in outline.nodes for way in node.ways],
    }


def names_for(document: Document) -> list[tuple[str, str]]:
    """What conditions may name: (name, type)."""
    asked = [(name, TYPES.get(each.type, "string")) for name, each in document.variables.items()]
    scripts = [(key, "string") for key, node in document.nodes.items() if node.kind == "script"]
    return [*asked, *scripts, *FACTS.items()]


def going_on(script: Script) -> int:
    """How many runs of versions of the script are under way: they stay on theirs."""
    return Run.objects.filter(version__script=script, ended_at=None).count()


def _node_line(document: Document, key: str, wrong: Sequence[str], language: str) -> NodeLine:
    node = document.nodes[key]
    return NodeLine(
        key=key,
        kind=node.kind,
        kind_words=kind_in_words(node.kind),
        title=title_of(node, language),
        ways=[Way(edge.go, part_title(document, NODES, edge.go), edge.when or "") for edge in edges_of(node)],
        wrong=wrong,
        is_start=key == document.start,
        is_mandatory=node.mandatory,
    )


def _by_part(found: Sequence[Finding]) -> dict[tuple[str, str], list[str]]:
    wrong: dict[tuple[str, str], list[str]] = {}
    for each in found:
        section, _dot, rest = each.at.partition(".")
        words = wrong.setdefault((section, rest.partition(".")[0]), [])
        words += [said] if (said := finding_in_words(each)) not in words else []
    return wrong


def _published_texts(version: Version) -> dict[str, Said]:
    """Place → the words in the version that is in use, for one that is being written."""
    if version.state not in Version.WRITTEN:
        return {}
    current = Version.objects.filter(script=version.script_id, state=Version.State.PUBLISHED).first()
    return dict(all_said(document_of(current))) if current else {}


def _text_row(document: Document, place: str, said: Said, before: Said | None) -> TextRow:
    missing: dict[str, str] = {code: MISSING for code in document.languages if not said.get(code)}
    outdated = dict.fromkeys(outdated_languages(said, before), OUTDATED)
    section, _dot, rest = place.partition(".")
    title = part_title(document, section, rest.partition(".")[0]) if rest else _("Name of the script")
    return TextRow(place, title, said, editing.mark_of(dict(said)), {**outdated, **missing})


def _language() -> str:
    return (get_language() or "nl")[:2]
