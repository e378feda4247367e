"""The door programs use: one verb on many tickets, by a job with progress, a stop, a report and an undo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from balie.access.accounts.doors import team_named, user_named, user_of
from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.api.shapes import reason_named
from balie.casework.tickets.api.views import HeldIn, filters_in
from balie.casework.tickets.bulk_verbs import kept_of, verb_from
from balie.casework.tickets.models import BulkJob
from balie.casework.tickets.queries.bulk import bulk_job_for, bulk_jobs_of, refusals_of
from balie.casework.tickets.queries.lists import numbers_found
from balie.casework.tickets.queries.views import filters_of, view_for
from balie.foundation.errors import Invalid
from balie.foundation.web.schemas import Input
from balie.records.taxonomy.models import Cause, Result
from balie.records.taxonomy.queries import find_term

bulk = Router()
VIEW = "tickets.view"


class BulkIn(Input):
    """What is done to which tickets: `numbers`, all of a saved list (`view`), or all that `found` holds; one of the three.

    `verb` takes what it takes of one ticket: transfer a team or owner and a reason, state a state with the key of a reason and `wake_at`, close a
    result and a sentence, priority urgency or impact, tag one or more words.
    """

    verb: Literal["take", "transfer", "state", "priority", "tag", "close", "spam"]
    numbers: list[int] = []
    view: int | None = None
    found: HeldIn | None = None
    team: str = ""
    owner: str = ""
    reason: str = ""
    state: str = ""
    wake_at: datetime | None = None
    urgency: int | None = None
    impact: int | None = None
    tag: str = ""
    result: str = ""
    cause: str = ""
    sentence: str = ""
    is_final: bool = False
    is_told: bool = False


class BulkRefusalOut(Schema):
    number: int
    reason: str


class BulkLineOut(Schema):
    """How far it is: of `total`, `position` had their turn. `state`: asked (not begun), running, stopped or done; `undo_of`: the job it takes back."""

    id: int
    verb: str
    total: int
    position: int
    changed: int
    refused: int
    state: str
    is_undoable: bool
    undo_of: int | None


class BulkJobOut(BulkLineOut):
    """`refusals`: the first two hundred, each with its sentence."""

    refusals: list[BulkRefusalOut]


@bulk.get("", response=list[BulkLineOut], summary="List one's changes of many tickets, the newest first")
def jobs(request: HttpRequest) -> list[dict[str, Any]]:
    viewer = user_of(request)
    ensure_may(viewer, VIEW)
    return [line_of(each) for each in bulk_jobs_of(viewer)]


@bulk.post("", response={201: BulkJobOut}, summary="Ask for a change of many tickets; nothing is changed before it is started")
def ask(request: HttpRequest, payload: BulkIn) -> tuple[int, dict[str, Any]]:
    by, at = user_of(request), timezone.now()
    ensure_may(by, VIEW)
    given = _given(payload)
    verb_from(payload.verb, given, by=by, at=at)
    job = actions.ask_bulk(payload.verb, kept_of(given), _numbers(payload, by), by=by, at=at)
    return 201, job_out(job)


@bulk.get("/{pk}", response=BulkJobOut, summary="Read how far it is, and what was refused")
def job(request: HttpRequest, pk: int) -> dict[str, Any]:
    viewer = user_of(request)
    ensure_may(viewer, VIEW)
    return job_out(bulk_job_for(viewer, pk))


@bulk.post("/{pk}/start", response=BulkJobOut, summary="Begin, or go on after a stop")
def start(request: HttpRequest, pk: int) -> dict[str, Any]:
    ensure_may(user_of(request), VIEW)
    return job_out(actions.start_bulk(pk, by=user_of(request), at=timezone.now()))


@bulk.post("/{pk}/stop", response=BulkJobOut, summary="Leave the rest as it is")
def stop(request: HttpRequest, pk: int) -> dict[str, Any]:
    ensure_may(user_of(request), VIEW)
    return job_out(actions.stop_bulk(pk, by=user_of(request), at=timezone.now()))


@bulk.post("/{pk}/undo", response={201: BulkJobOut}, summary="Take back what it did to state, owner and team, by a job that is given")
def undo(request: HttpRequest, pk: int) -> tuple[int, dict[str, Any]]:
    ensure_may(user_of(request), VIEW)
    return 201, job_out(actions.undo_bulk(pk, by=user_of(request), at=timezone.now()))


def job_out(job: BulkJob) -> dict[str, Any]:
    return line_of(job) | {"refusals": refusals_of(job)}


def line_of(job: BulkJob) -> dict[str, Any]:
    plain = ("verb", "total", "position", "changed", "refused", "is_undoable")
    return {name: getattr(job, name) for name in plain} | {"id": job.pk, "state": _state(job), "undo_of": job.undo_of_id}


def _state(job: BulkJob) -> str:
    if job.finished_at:
        return "done"
    if job.stopped_at:
        return "stopped"
    return "running" if job.started_at else "asked"


def _numbers(payload: BulkIn, by: User) -> list[int]:
    if sum((bool(payload.numbers), payload.view is not None, payload.found is not None)) != 1:
        raise Invalid(field="numbers", reason=_("Give the numbers, a saved list, or what a list holds: one of the three."))
    if payload.numbers:
        return sorted(set(payload.numbers))
    filters = filters_in(payload.found) if payload.found is not None else filters_of(view_for(by, payload.view or 0))
    return numbers_found(by, filters, most=actions.MOST_IN_A_JOB + 1)


def _given(payload: BulkIn) -> Mapping[str, Any]:
    """As a page would have sent it: terms, teams and people by their id."""
    team, owner = team_named(payload.team, field="team"), user_named(payload.owner, field="owner") if payload.owner else None
    result, cause = find_term(Result, payload.result, "result"), find_term(Cause, payload.cause, "cause")
    held = reason_named(payload.reason) if payload.verb == "state" and payload.reason else None
    return {
        "team": team and team.pk,
        "owner": owner and owner.pk,
        "result": result and result.pk,
        "cause": cause and cause.pk,
        "state": f"{payload.state}:{held.pk}" if held else payload.state,
        "reason": "" if held else payload.reason,
        "wake_at": payload.wake_at.isoformat() if payload.wake_at else "",
        **{name: getattr(payload, name) for name in ("urgency", "impact", "tag", "sentence", "is_final", "is_told")},
    }
