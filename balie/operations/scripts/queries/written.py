"""Scripts as those who write them see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Prefetch

from balie.foundation.errors import NotFound
from balie.operations.scripts.documents import read_data
from balie.operations.scripts.extensions import ACTIONS
from balie.operations.scripts.models import Script, Version
from balie.operations.scripts.rules.checks import Finding, Surroundings, findings
from balie.operations.scripts.rules.document import Document
from balie.operations.scripts.rules.graph import named_scripts
from balie.records.taxonomy.models import Result


@dataclass(frozen=True)
class ScriptLine:
    """A script in the list, with what opens now and what is being written."""

    script: Script
    current: Version | None
    written: Version | None


def scripts() -> list[ScriptLine]:
    """All, those in use first, then by name as read."""
    states = (*Version.WRITTEN, Version.State.PUBLISHED)
    versions = Version.objects.filter(state__in=states).defer("content", "joined")
    lines = [_line(script) for script in Script.objects.prefetch_related(Prefetch("versions", versions, "standing"))]
    return sorted(lines, key=lambda each: (each.script.is_retired, str(each.script.name).casefold()))


def find_script(key: str) -> Script:
    """Raises `NotFound`."""
    found = Script.objects.filter(key=key).first()
    if found is None:
        raise NotFound()
    return found


def newest_version(key: str) -> Version:
    """The version that is being written, else the newest, with its script. Raises `NotFound`."""
    return version_of(key)


def version_of(key: str, number: int = 0) -> Version:
    """The version by its number, as `newest_version` without one. Raises `NotFound`."""
    asked = {"number": number} if number else {}
    found = Version.objects.filter(script__key=key, **asked).select_related("script", "submitted_by").order_by("-number").first()
    if found is None:
        raise NotFound()
    return found


def versions_of(script: Script) -> list[Version]:
    """Newest first."""
    return list(Version.objects.filter(script=script).defer("joined").select_related("published_by").order_by("-number"))


def document_of(version: Version) -> Document:
    return read_data(version.content)


def around(document: Document, others: Iterable[Document] = ()) -> Surroundings:
    """What the organisation has that the document may name; `others` stand for scripts that are not published yet."""
    found = {each.key: each for each in others}
    actions = {each.key for each in ACTIONS.fillings()}
    results = set(Result.objects.filter(is_retired=False).values_list("key", flat=True))
    return replace(Surroundings(_run_through(document, found)), actions=actions, results=results)


def findings_of(document: Document) -> list[Finding]:
    """What keeps the document from being published, beside what the organisation has."""
    return findings(document, around(document))


def _run_through(document: Document, found: dict[str, Document]) -> dict[str, Document]:
    """The scripts that it runs through, and those that these run through, as they are published now."""
    left = [document]
    while left:
        wanted = {key for _, key in named_scripts(left.pop())} - found.keys() - {document.key}
        for version in Version.objects.filter(script__key__in=wanted, state=Version.State.PUBLISHED).select_related("script"):
            found[version.script.key] = document_of(version)
            left.append(found[version.script.key])
    return found


def _line(script: Script) -> ScriptLine:
    standing: list[Version] = vars(script)["standing"]
    current = next((each for each in standing if each.state == Version.State.PUBLISHED), None)
    return ScriptLine(script, current, next((each for each in standing if each.state != Version.State.PUBLISHED), None))
