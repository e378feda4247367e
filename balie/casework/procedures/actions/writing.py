"""Writing procedures: a draft is changed until it is published; what was published never changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import Code, record
from balie.access.permissions.actions import ensure_may
from balie.casework.procedures.events import OfferedChanged
from balie.casework.procedures.models import Procedure, Step, Version
from balie.casework.procedures.policies import MANAGE
from balie.casework.procedures.queries.editing import find_procedure, taken_by
from balie.casework.procedures.queries.offered import hours_for
from balie.foundation.errors import Invalid, NotFound, Outdated, Refusal
from balie.foundation.events import announce
from balie.foundation.live import nudge
from balie.foundation.text.labels import LANGUAGES, Label
from balie.foundation.text.normalise import one_line, plain
from balie.records.calendars.models import Calendar
from balie.records.calendars.rules import CalendarTooShort, open_until
from balie.records.taxonomy.models import Category, Purpose
from balie.records.taxonomy.rules import key_for

TOPIC = "procedures"


class NoDraft(Refusal):
    """What is published is not changed: a new version is begun first."""

    code = "no_draft"
    sentence = _("This version is in use and does not change. Begin a new version first.")


@transaction.atomic
def create_procedure(*, name: Mapping[str, str], by: User | None, at: datetime) -> Procedure:
    """A procedure with an empty draft. Raises `Invalid` without a name."""
    ensure_may(by, MANAGE)
    label = _label(name)
    key = key_for(plain(label.in_language("en")), Procedure.objects.values_list("key", flat=True))
    procedure = Procedure.objects.create(key=key, name=label)
    Version.objects.create(procedure=procedure, number=1)
    _note("created", procedure, by=by, at=at)
    return procedure


@transaction.atomic
def save_draft(
    key: str,
    *,
    name: Mapping[str, str],
    category: Category | None,
    purpose: Purpose | None,
    calendar: Calendar | None,
    version: int | None = None,
    by: User | None,
    at: datetime,
) -> Procedure:
    """Name the procedure, and say what its next version is for. Raises `Invalid`, `NoDraft`, `Outdated`."""
    procedure, draft = held_draft(key, version=version, by=by)
    procedure.name = _label(name)
    draft.category, draft.purpose, draft.calendar = category, purpose, calendar
    draft.save(update_fields=["category", "purpose", "calendar"])
    save_change(procedure, "changed", by=by, at=at)
    return procedure


@transaction.atomic
def begin_draft(key: str, *, by: User | None, at: datetime) -> Version:
    """The version being written, made as a copy of the one in use where there is none."""
    procedure = held(key, by=by)
    draft = Version.objects.filter(procedure=procedure, state=Version.State.DRAFT).first()
    if draft is not None:
        return draft
    latest = Version.objects.filter(procedure=procedure).order_by("-number").first()
    if latest is None:
        raise NotFound()
    bound = {"category": latest.category, "purpose": latest.purpose, "calendar": latest.calendar}
    draft = Version.objects.create(procedure=procedure, number=latest.number + 1, **bound)
    steps = list(Step.objects.filter(version=latest))
    Step.objects.bulk_create(_copied(step, draft) for step in steps)
    save_change(procedure, "draft_begun", by=by, at=at)
    return draft


@transaction.atomic
def drop_draft(key: str, *, version: int | None = None, by: User | None, at: datetime) -> None:
    """Throw the version being written away; a procedure that was never published goes with it."""
    procedure, draft = held_draft(key, version=version, by=by)
    draft.delete()
    if Version.objects.filter(procedure=procedure).exists():
        save_change(procedure, "draft_dropped", by=by, at=at)
    else:
        _note("dropped", procedure, by=by, at=at)
        procedure.delete()


@transaction.atomic
def publish(key: str, *, remark: str = "", version: int | None = None, by: User | None, at: datetime) -> Version:
    """Let the draft start from now on; what runs keeps the version it began with.

    Raises `Invalid`: steps (none, or one without words), category (another procedure is for the same), margin (the hours never hold it).
    """
    procedure, draft = held_draft(key, version=version, by=by)
    _ensure_sense(draft, at=at)
    Version.objects.filter(procedure=procedure, state=Version.State.PUBLISHED).update(state=Version.State.OLD)
    draft.state, draft.remark = Version.State.PUBLISHED, one_line(remark)[:300]
    draft.published_at, draft.published_by = at, by
    draft.save(update_fields=["state", "remark", "published_at", "published_by"])
    procedure.is_retired = False
    save_change(procedure, "published", by=by, at=at, number=draft.number)
    announce(OfferedChanged(procedure_id=procedure.pk, at=at))
    return draft


@transaction.atomic
def set_retired(key: str, *, is_retired: bool, by: User | None, at: datetime) -> None:
    """Let it start no more, or again; what runs goes on. Raises `Invalid` when another is for the same by now."""
    procedure = held(key, by=by)
    current = Version.objects.filter(procedure=procedure, state=Version.State.PUBLISHED).first()
    if not is_retired and current is not None:
        _ensure_free(current)
    procedure.is_retired = is_retired
    save_change(procedure, "retired" if is_retired else "restored", by=by, at=at)
    announce(OfferedChanged(procedure_id=procedure.pk, at=at))


def held(key: str, *, version: int | None = None, by: User | None) -> Procedure:
    """The procedure, locked. Raises `NotFound`, `NotAllowed`, and `Outdated` when `version` is not the newest."""
    ensure_may(by, MANAGE)
    procedure = Procedure.objects.select_for_update().get(pk=find_procedure(key).pk)
    if version is not None and procedure.version != version:
        raise Outdated(version=procedure.version)
    return procedure


def held_draft(key: str, *, version: int | None = None, by: User | None) -> tuple[Procedure, Version]:
    """As `held`, with the version being written. Raises `NoDraft`."""
    procedure = held(key, version=version, by=by)
    draft = Version.objects.select_related("calendar").filter(procedure=procedure, state=Version.State.DRAFT).first()
    if draft is None:
        raise NoDraft()
    return procedure, draft


def save_change(procedure: Procedure, verb: str, *, by: User | None, at: datetime, **data: Code) -> None:
    """Count the change, audit it, and let open pages see it."""
    procedure.version += 1
    procedure.save()
    _note(verb, procedure, by=by, at=at, **data)


def _note(verb: str, procedure: Procedure, *, by: User | None, at: datetime, **data: Code) -> None:
    record(f"procedures.{verb}", procedure, by=by, at=at, data={"key": procedure.key, **data})
    nudge(TOPIC)


def _label(name: Mapping[str, str]) -> Label:
    label = Label({code: text for code in LANGUAGES if (text := one_line(name.get(code, "")))})
    if not label:
        raise Invalid(field="name_nl", reason=_("Give it a name in at least one language."))
    return label


def _copied(step: Step, draft: Version) -> Step:
    step.pk, step.version = None, draft
    step._state.adding = True  # noqa: SLF001  as Django's own way to copy a row asks
    return step


def _ensure_sense(draft: Version, *, at: datetime) -> None:
    steps = list(Step.objects.filter(version=draft).select_related("text").order_by("position"))
    if not steps:
        raise Invalid(field="steps", reason=_("A procedure has at least one step."))
    _ensure_free(draft)
    hours = hours_for(draft.calendar)
    for step in steps:
        try:
            open_until(hours, at, timedelta(seconds=step.margin_seconds or 0))
        except CalendarTooShort:
            reason = _("The calendar never holds so much open time: {step}.").format(step=step.text.name)
            raise Invalid(field="steps", reason=reason)


def _ensure_free(version: Version) -> None:
    other = taken_by(version)
    if other is not None:
        reason = _("“{name}” is for this category and purpose already: change that one, or choose another.").format(name=other.name)
        raise Invalid(field="category", reason=reason)
