"""The door programs use: the scripts, a version of one as its document, one brought in as a draft, and how one is followed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone, translation
from ninja import Query, Router, Schema
from pydantic import ValidationError

from balie.access.accounts.doors import user_of
from balie.access.permissions.actions import ensure_may
from balie.foundation.web.schemas import Input
from balie.operations.scripts import actions
from balie.operations.scripts.documents import data_of, faults_in, read_data
from balie.operations.scripts.policies import WATCH, WRITE
from balie.operations.scripts.queries import figures as figure_queries
from balie.operations.scripts.queries.written import document_of, findings_of, newest_version, scripts, version_of
from balie.operations.scripts.rules.document import Document
from balie.operations.scripts.words import finding_in_words

router = Router()


class ScriptOut(Schema):
    """`current` is the number of the version that opens now, `written` of the one that is being written; 0 for none."""

    key: str
    name: dict[str, str]
    is_retired: bool
    needs_approval: bool
    current: int
    written: int


class FindingOut(Schema):
    """What keeps the version from being published: `code` where (`at`) about `what`; `reason` in the language of the caller."""

    code: str
    at: str
    what: str
    reason: str


class VersionOut(Schema):
    """`state`: draft, submitted, published or old. `document` is the script as docs/reference/scripts.md describes it, as JSON."""

    key: str
    number: int
    state: str
    remark: str
    document: dict[str, Any]


class DraftOut(Schema):
    """The draft that was made; it opens once somebody publishes it, with nothing in `findings`."""

    key: str
    number: int
    state: str
    findings: list[FindingOut]


class ScriptIn(Input):
    """`document` as docs/reference/scripts.md describes it."""

    document: dict[str, Any]


class CountOut(Schema):
    """A result, or a reason, and how often."""

    words: str
    count: int


class VersionFiguresOut(Schema):
    """What became of the runs of one version."""

    number: int
    begun: int
    ended: int
    left: int
    under_way: int
    results: list[CountOut]


class NodeFiguresOut(Schema):
    """`runs` passed the step; in seconds what that took half of them and nine in ten at most. `drop_off` is a share from 0 to 1."""

    key: str
    title: str
    runs: int
    median_seconds: float
    most_seconds: float
    expected_seconds: int | None
    left: int
    drop_off: float
    skips: int
    jumps: int
    reasons: list[CountOut]


class FiguresOut(Schema):
    """Of runs that began in the last `days`."""

    days: int
    versions: list[VersionFiguresOut]
    nodes: list[NodeFiguresOut]


class NumberIn(Input):
    """A version by `number`; without it the newest."""

    number: int = 0


class FiguresIn(Input):
    """`days` is 7, 30, 90 or 365; with `number` steps of that version alone."""

    days: int = 30
    number: int = 0


@router.get("", response=list[ScriptOut], summary="List the scripts, those in use first")
def list_scripts(request: HttpRequest) -> list[dict[str, Any]]:
    ensure_may(user_of(request), WRITE)
    return [
        {
            "key": each.script.key,
            "name": dict(each.script.name),
            "is_retired": each.script.is_retired,
            "needs_approval": each.script.needs_approval,
            "current": each.current.number if each.current else 0,
            "written": each.written.number if each.written else 0,
        }
        for each in scripts()
    ]


@router.post("", response={201: DraftOut}, summary="Bring a script in as a draft: of a new script, or of the one with its key")
def import_script(request: HttpRequest, payload: ScriptIn) -> tuple[int, dict[str, Any]]:
    by = user_of(request)
    ensure_may(by, WRITE)
    document = _read(payload.document)
    version = actions.import_script(document, by=by, at=timezone.now())
    with translation.override(by.language):
        findings = [
            {"code": each.code, "at": each.at, "what": each.what, "reason": finding_in_words(each)} for each in findings_of(document)
        ]
    return 201, {"key": document.key, "number": version.number, "state": version.state, "findings": findings}


@router.get("/{key}", response=VersionOut, summary="A version of a script as its document")
def export(request: HttpRequest, key: str, asked: Query[NumberIn]) -> dict[str, Any]:
    ensure_may(user_of(request), WRITE)
    version = version_of(key, asked.number)
    document = data_of(document_of(version))
    return {"key": key, "number": version.number, "state": version.state, "remark": version.remark, "document": document}


@router.get("/{key}/figures", response=FiguresOut, summary="How a script is followed: runs and results by version, and by step")
def figures(request: HttpRequest, key: str, asked: Query[FiguresIn]) -> dict[str, Any]:
    viewer = user_of(request)
    ensure_may(viewer, WATCH)
    days = asked.days if asked.days in figure_queries.SPANS else figure_queries.SPANS[1]
    since = figure_queries.since_days(days, at=timezone.now())
    with translation.override(viewer.language):
        found = figure_queries.figures_of(viewer, newest_version(key), since=since, number=asked.number)
    return {
        "days": days,
        "versions": [{**vars(each), "results": _counts(each.results)} for each in found.versions],
        "nodes": [{**vars(each), "drop_off": each.drop_off, "reasons": _counts(each.reasons)} for each in found.nodes],
    }


def _read(data: dict[str, Any]) -> Document:
    """Raises `WrongPart`."""
    try:
        return read_data(data)
    except ValidationError as error:
        raise actions.WrongPart(faults_in(data, error)) from None


def _counts(pairs: Any) -> list[dict[str, Any]]:
    return [{"words": words, "count": count} for words, count in pairs]
