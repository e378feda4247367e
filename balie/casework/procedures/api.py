"""The door programs use: procedures, the version being written, its steps, and letting it start."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from balie.access.accounts.doors import team_named, user_of
from balie.access.accounts.models import Role
from balie.access.permissions.actions import ensure_may
from balie.casework.procedures import actions
from balie.casework.procedures.actions import StepFields
from balie.casework.procedures.models import Procedure
from balie.casework.procedures.policies import MANAGE
from balie.casework.procedures.queries import editing
from balie.casework.procedures.queries.editing import EditedStep
from balie.foundation.errors import Invalid
from balie.foundation.web.schemas import Input, LabelIn
from balie.records.calendars.models import Calendar
from balie.records.taxonomy.models import Category, Purpose
from balie.records.taxonomy.queries import find_term

router = Router()
MOST_SECONDS = 366 * 86_400
type Code = Literal["nl", "fr", "en", "de"]


class ProcedureLine(Schema):
    """`version` counts its changes; `in_use` and `draft` are the numbers of the version that starts and of the one being written."""

    key: str
    name: dict[str, str]
    is_retired: bool
    version: int
    in_use: int | None
    draft: int | None


class WordsOut(Schema):
    title: str
    body: str
    is_outdated: bool


class StepOut(Schema):
    """`doer`: handler, team or role; `margin_seconds` of open time, from the start of the procedure or from the step before."""

    id: int
    words: dict[str, WordsOut]
    doer: str
    team: str
    role: str
    margin_seconds: int | None
    margin_since: str
    proof: str
    is_mandatory: bool
    may_skip: bool


class ProcedureOut(Schema):
    """The version being written, else the newest: what it is for (every category or purpose where empty), its hours and its steps."""

    key: str
    name: dict[str, str]
    is_retired: bool
    version: int
    number: int
    state: str
    category: str
    purpose: str
    calendar: str
    steps: list[StepOut]


class NameIn(Input):
    name: LabelIn


class DraftIn(Input):
    """`version` as it was read, so that nobody's change is lost."""

    name: LabelIn
    category: str = ""
    purpose: str = ""
    calendar: str = ""
    version: int | None = None


class WordsIn(Input):
    title: str
    body: str = ""


class StepIn(Input):
    """`team` for the doer team, `role` for the doer role, by their keys."""

    words: dict[Code, WordsIn]
    doer: Literal["handler", "team", "role"] = "handler"
    team: str = ""
    role: str = ""
    margin_seconds: Annotated[int, Field(ge=1, le=MOST_SECONDS)] | None = None
    margin_since: Literal["start", "before"] = "start"
    proof: Literal["", "note", "reference", "file"] = ""
    is_mandatory: bool = True
    may_skip: bool = False


class MoveIn(Input):
    """-1: one place earlier; 1: later."""

    step: Literal[-1, 1]


class PublishIn(Input):
    remark: str = ""
    version: int | None = None


class RetiredIn(Input):
    is_retired: bool


@router.get("", response=list[ProcedureLine], summary="List procedures, those in use first")
def procedures(request: HttpRequest) -> list[dict[str, Any]]:
    ensure_may(user_of(request), MANAGE)
    return [_line(each) for each in editing.procedures()]


@router.post("", response={201: ProcedureOut}, summary="Make a procedure, with nothing in its first version yet")
def make(request: HttpRequest, payload: NameIn) -> tuple[int, dict[str, Any]]:
    made = actions.create_procedure(name=_said(payload.name), by=user_of(request), at=timezone.now())
    return 201, _whole(made.key)


@router.get("/{key}", response=ProcedureOut, summary="Read the version being written, else the newest")
def procedure(request: HttpRequest, key: str) -> dict[str, Any]:
    ensure_may(user_of(request), MANAGE)
    return _whole(key)


@router.post("/{key}/draft", response=ProcedureOut, summary="Begin a version, as a copy of the one in use")
def begin(request: HttpRequest, key: str) -> dict[str, Any]:
    actions.begin_draft(key, by=user_of(request), at=timezone.now())
    return _whole(key)


@router.put("/{key}/draft", response=ProcedureOut, summary="Say what the version being written is called and for")
def save(request: HttpRequest, key: str, payload: DraftIn) -> dict[str, Any]:
    by = user_of(request)
    ensure_may(by, MANAGE)
    bound: dict[str, Any] = {
        "category": find_term(Category, payload.category, "category"),
        "purpose": find_term(Purpose, payload.purpose, "purpose"),
        "calendar": _calendar(payload.calendar),
    }
    actions.save_draft(key, name=_said(payload.name), **bound, version=payload.version, by=by, at=timezone.now())
    return _whole(key)


@router.delete("/{key}/draft", response={204: None}, summary="Throw the version being written away; one never published goes with it")
def drop(request: HttpRequest, key: str) -> tuple[int, None]:
    actions.drop_draft(key, by=user_of(request), at=timezone.now())
    return 204, None


@router.post("/{key}/steps", response={201: ProcedureOut}, summary="Add a step at the end of the version being written")
def add_step(request: HttpRequest, key: str, payload: StepIn) -> tuple[int, dict[str, Any]]:
    return 201, _step_saved(request, key, None, payload)


@router.put("/{key}/steps/{step_id}", response=ProcedureOut, summary="Change a step of the version being written")
def save_step(request: HttpRequest, key: str, step_id: int, payload: StepIn) -> dict[str, Any]:
    return _step_saved(request, key, step_id, payload)


@router.post("/{key}/steps/{step_id}/move", response=ProcedureOut, summary="Move a step one place")
def move_step(request: HttpRequest, key: str, step_id: int, payload: MoveIn) -> dict[str, Any]:
    actions.move_step(key, step_id, payload.step, by=user_of(request), at=timezone.now())
    return _whole(key)


@router.delete("/{key}/steps/{step_id}", response=ProcedureOut, summary="Take a step out of the version being written")
def remove_step(request: HttpRequest, key: str, step_id: int) -> dict[str, Any]:
    actions.remove_step(key, step_id, by=user_of(request), at=timezone.now())
    return _whole(key)


@router.post("/{key}/publish", response=ProcedureOut, summary="Let the version being written start from now on")
def publish(request: HttpRequest, key: str, payload: PublishIn) -> dict[str, Any]:
    actions.publish(key, remark=payload.remark, version=payload.version, by=user_of(request), at=timezone.now())
    return _whole(key)


@router.put("/{key}/retired", response=ProcedureOut, summary="Let it start no more, or again; what runs goes on")
def retire(request: HttpRequest, key: str, payload: RetiredIn) -> dict[str, Any]:
    actions.set_retired(key, is_retired=payload.is_retired, by=user_of(request), at=timezone.now())
    return _whole(key)


def _step_saved(request: HttpRequest, key: str, step_id: int | None, payload: StepIn) -> dict[str, Any]:
    by = user_of(request)
    ensure_may(by, MANAGE)
    words = {str(code): (said.title, said.body.replace("\r\n", "\n")) for code, said in payload.words.items()}
    actions.save_step(key, step_id, words=words, fields=_fields(payload), by=by, at=timezone.now())
    return _whole(key)


def _fields(payload: StepIn) -> StepFields:
    return StepFields(
        doer=payload.doer,
        team=team_named(payload.team, field="team"),
        role=_role(payload.role),
        margin_seconds=payload.margin_seconds,
        margin_since=payload.margin_since,
        proof=payload.proof,
        is_mandatory=payload.is_mandatory,
        may_skip=payload.may_skip,
    )


def _role(key: str) -> Role | None:
    found = Role.objects.filter(key=key).first() if key else None
    if key and found is None:
        raise Invalid(field="role", reason=_("There is no role “{key}”.").format(key=key))
    return found


def _calendar(key: str) -> Calendar | None:
    found = Calendar.objects.filter(key=key).first() if key else None
    if key and found is None:
        raise Invalid(field="calendar", reason=_("There is no calendar “{key}”.").format(key=key))
    return found


def _said(name: LabelIn) -> dict[str, str]:
    return {str(code): text for code, text in name.items()}


def _line(row: Procedure) -> dict[str, Any]:
    current, draft = vars(row)["current"], vars(row)["draft"]
    return {
        "key": row.key,
        "name": row.name,
        "is_retired": row.is_retired,
        "version": row.version,
        "in_use": current.number if current else None,
        "draft": draft.number if draft else None,
    }


def _whole(key: str) -> dict[str, Any]:
    shown = editing.newest_version(key)
    row = shown.procedure
    return {
        "key": row.key,
        "name": row.name,
        "is_retired": row.is_retired,
        "version": row.version,
        "number": shown.number,
        "state": shown.state,
        "category": shown.category.key if shown.category else "",
        "purpose": shown.purpose.key if shown.purpose else "",
        "calendar": shown.calendar.key if shown.calendar else "",
        "steps": [_step(each) for each in editing.steps_of(shown)],
    }


def _step(edited: EditedStep) -> dict[str, Any]:
    step = edited.step
    same = ("doer", "margin_seconds", "margin_since", "proof", "is_mandatory", "may_skip")
    words = {code: {"title": said.title, "body": said.body, "is_outdated": said.is_outdated} for code, said in edited.lines.items()}
    return {
        "id": step.pk,
        "words": words,
        "team": step.team.key if step.team else "",
        "role": step.role.key if step.role else "",
        **{name: getattr(step, name) for name in same},
    }
