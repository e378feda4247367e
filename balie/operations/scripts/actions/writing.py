"""Writing scripts: a draft is changed until it is published, by a second person where that is asked; what was published never changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import Code, record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, NotAllowed, NotFound, Outdated, Refusal
from balie.foundation.live import nudge
from balie.foundation.text.labels import LANGUAGES, Label
from balie.foundation.text.normalise import one_line, plain
from balie.operations.scripts.actions.finding import hide, make_findable
from balie.operations.scripts.documents import data_of
from balie.operations.scripts.models import Opening, Script, Version
from balie.operations.scripts.policies import APPROVE, WRITE
from balie.operations.scripts.queries.written import around, document_of, find_script
from balie.operations.scripts.rules.checks import Finding, findings
from balie.operations.scripts.rules.document import Document, Said
from balie.records.taxonomy.models import Brand, Purpose
from balie.records.taxonomy.rules import key_for

TOPIC = "scripts"


class Opens(TypedDict, total=False):
    """What an opening asks of a contact; what is left out holds for all."""

    channel: str
    direction: str
    queue: str
    number: str
    purpose: Purpose | None
    brand: Brand | None
    language: str


OPENS_ON_ALL: Opens = {"channel": "", "direction": "", "queue": "", "number": "", "purpose": None, "brand": None, "language": ""}


class NoDraft(Refusal):
    """What is published is not changed: a new version is begun first."""

    code = "no_draft"
    sentence = _("This version is in use and does not change. Begin a new version first.")


class NotPublishable(Refusal):
    """The checks found something. `findings` says what and where."""

    code = "not_publishable"
    status = 422
    sentence = _("This script cannot be published yet: {count} things are not right.")

    def __init__(self, found: list[Finding]) -> None:
        super().__init__(count=len(found))
        self.findings = found
        self.more = {"findings": [{"code": each.code, "at": each.at, "what": each.what} for each in found]}


class NeedsApproval(Refusal):
    """Somebody else than who submitted it approves the script."""

    code = "needs_approval"
    sentence = _("Somebody else must approve this script.")


@transaction.atomic
def create_script(*, name: Mapping[str, str], document: Document | None = None, by: User | None, at: datetime) -> Script:
    """A script with a draft: the document's, else one that says good-bye at once. Raises `Invalid` without a name."""
    ensure_may(by, WRITE)
    label = _label(name)
    key = document.key if document else key_for(plain(label.in_language("en")), Script.objects.values_list("key", flat=True))
    script = Script.objects.create(key=key, name=label)
    Version.objects.create(script=script, number=1, content=data_of(document or _first(key, label)))
    _note("created", script, by=by, at=at)
    return script


@transaction.atomic
def save_draft(key: str, document: Document, *, version: int | None = None, by: User | None, at: datetime) -> Version:
    """Keep the document as the draft, right or not; what waited for approval is a draft again. Raises `Invalid`, `NoDraft`, `Outdated`."""
    script, draft = held_draft(key, version=version, by=by)
    if document.key != script.key:
        raise Invalid(field="key", reason=_("The key of a script does not change."))
    return keep_draft(script, draft, document, by=by, at=at)


def keep_draft(script: Script, draft: Version, document: Document, *, by: User | None, at: datetime) -> Version:
    """The document in the place of the draft that is held."""
    script.name = _label(_texts(document.name))
    draft.content, draft.state, draft.submitted_by = data_of(document), Version.State.DRAFT, None
    draft.save(update_fields=["content", "state", "submitted_by"])
    _save_change(script, "changed", by=by, at=at)
    return draft


@transaction.atomic
def import_script(document: Document, *, by: User | None, at: datetime) -> Version:
    """The document as the draft of the script with its key: of a new one, of the next version, or in the place of the draft there is."""
    if not Script.objects.filter(key=document.key).exists():
        script = create_script(name=_texts(document.name), document=document, by=by, at=at)
        return Version.objects.get(script=script)
    begin_draft(document.key, by=by, at=at)
    return save_draft(document.key, document, by=by, at=at)


@transaction.atomic
def begin_draft(key: str, *, by: User | None, at: datetime) -> Version:
    """The version being written, made as a copy of the newest where there is none."""
    script = _held(key, by=by)
    newest = Version.objects.filter(script=script).order_by("-number").first()
    if newest is None:
        raise NotFound()
    if newest.state in Version.WRITTEN:
        return newest
    draft = Version.objects.create(script=script, number=newest.number + 1, content=newest.content)
    _save_change(script, "draft_begun", by=by, at=at)
    return draft


@transaction.atomic
def drop_draft(key: str, *, version: int | None = None, by: User | None, at: datetime) -> None:
    """Throw the version being written away; a script that was never published goes with it."""
    script, draft = held_draft(key, version=version, by=by)
    draft.delete()
    if Version.objects.filter(script=script).exists():
        _save_change(script, "draft_dropped", by=by, at=at)
    else:
        _note("dropped", script, by=by, at=at)
        script.delete()


@transaction.atomic
def submit(key: str, *, version: int | None = None, by: User | None, at: datetime) -> Version:
    """Ask somebody else to approve the draft. Raises `NotPublishable`, `NoDraft`, `Outdated`."""
    script, draft = held_draft(key, version=version, by=by)
    _ensure_right(document_of(draft))
    draft.state, draft.submitted_by = Version.State.SUBMITTED, by
    draft.save(update_fields=["state", "submitted_by"])
    _save_change(script, "submitted", by=by, at=at, number=draft.number)
    return draft


@transaction.atomic
def publish(key: str, *, remark: str = "", version: int | None = None, by: User | None, at: datetime) -> Version:
    """Let the draft open from now on; what runs stays on the version it began with.

    Where approval is asked, it was submitted by somebody else. Raises `NotPublishable`, `NeedsApproval`, `NotAllowed`, `NoDraft`, `Outdated`.
    """
    script, draft = held_draft(key, version=version, by=by, verb=APPROVE if _needs_approval(key) else WRITE)
    if script.needs_approval and by is not None and draft.submitted_by_id in {None, by.pk}:
        raise NeedsApproval()
    document = document_of(draft)
    draft.joined = _ensure_right(document)
    Version.objects.filter(script=script, state=Version.State.PUBLISHED).update(state=Version.State.OLD)
    draft.state, draft.remark, draft.published_at, draft.published_by = Version.State.PUBLISHED, one_line(remark)[:300], at, by
    draft.save()
    script.is_retired = False
    make_findable(script, document, at=at)
    _save_change(script, "published", by=by, at=at, number=draft.number)
    return draft


@transaction.atomic
def set_approval(key: str, *, needs_approval: bool, by: User | None, at: datetime) -> Script:
    """Whether a second person must approve each version; who may approve decides that."""
    if by is not None and not by.has(APPROVE):
        raise NotAllowed()
    script = _held(key, by=None)
    script.needs_approval = needs_approval
    _save_change(script, "approval_set", by=by, at=at)
    return script


@transaction.atomic
def set_openings(key: str, openings: Iterable[Opens], *, by: User | None, at: datetime) -> Script:
    """On which contacts it opens by itself, instead of what was said before. Raises `Invalid` when another script opens on just those."""
    script = _held(key, by=by)
    Opening.objects.filter(script=script).delete()
    for opens in openings:
        if Opening.objects.filter(**{name: opens.get(name, empty) for name, empty in OPENS_ON_ALL.items()}).exists():
            raise Invalid(field="openings", reason=_("Another script opens on just these contacts already."))
        Opening.objects.create(script=script, **opens)
    _save_change(script, "openings_set", by=by, at=at)
    return script


@transaction.atomic
def set_retired(key: str, *, is_retired: bool, by: User | None, at: datetime) -> Script:
    """Let it open no more, or again; what runs goes on."""
    script = _held(key, by=by)
    script.is_retired = is_retired
    current = None if is_retired else Version.objects.filter(script=script, state=Version.State.PUBLISHED).first()
    if current is None:
        hide(script)
    else:
        make_findable(script, document_of(current), at=current.published_at or at)
    _save_change(script, "retired" if is_retired else "restored", by=by, at=at)
    return script


def _needs_approval(key: str) -> bool:
    return find_script(key).needs_approval


def _held(key: str, *, version: int | None = None, by: User | None, verb: str = WRITE) -> Script:
    """The script, locked. Raises `NotFound`, `NotAllowed`, and `Outdated` when `version` is not the newest."""
    ensure_may(by, verb)
    script = Script.objects.select_for_update().get(pk=find_script(key).pk)
    if version is not None and script.version != version:
        raise Outdated(version=script.version)
    return script


def held_draft(key: str, *, version: int | None = None, by: User | None, verb: str = WRITE) -> tuple[Script, Version]:
    """As `_held`, with the version being written. Raises `NoDraft`."""
    script = _held(key, version=version, by=by, verb=verb)
    draft = Version.objects.filter(script=script, state__in=Version.WRITTEN).first()
    if draft is None:
        raise NoDraft()
    return script, draft


def _ensure_right(document: Document) -> dict[str, object]:
    """The documents of the scripts it runs through, by key. Raises `NotPublishable`."""
    known = around(document)
    found = findings(document, known)
    if found:
        raise NotPublishable(found)
    return {key: data_of(each) for key, each in known.scripts.items()}


def _save_change(script: Script, verb: str, *, by: User | None, at: datetime, **data: Code) -> None:
    """Count the change, audit it, and let open pages see it."""
    script.version += 1
    script.save()
    _note(verb, script, by=by, at=at, **data)


def _note(verb: str, script: Script, *, by: User | None, at: datetime, **data: Code) -> None:
    record(f"scripts.{verb}", script, by=by, at=at, data={"key": script.key, **data})
    nudge(TOPIC)


def _texts(said: Said) -> dict[str, str]:
    return {str(code): words for code, words in said.items()}


def _label(name: Mapping[str, str]) -> Label:
    label = Label({code: text for code in LANGUAGES if (text := one_line(name.get(code, "")))})
    if not label:
        raise Invalid(field="name_nl", reason=_("Give it a name in at least one language."))
    return label


def _first(key: str, name: Label) -> Document:
    end = {"kind": "end", "result": "answered", "title": dict(name)}
    return Document.model_validate({"balie_script": 1, "key": key, "name": dict(name), "start": "end", "nodes": {"end": end}})
