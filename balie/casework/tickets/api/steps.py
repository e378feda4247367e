"""The door programs use: a ticket's procedures, and their steps."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from balie.access.accounts.doors import user_of
from balie.casework.procedures.queries.runs import RunLine
from balie.casework.tickets import actions
from balie.casework.tickets.api.shapes import RunOut, SkippedIn, StepDoneIn, ledger_out
from balie.casework.tickets.queries.procedures import runs_for
from balie.foundation.errors import NotFound
from balie.foundation.files.actions import keep_drafts

router = Router()
_SAME = ("id", "doer", "state", "proof", "is_mandatory", "may_skip", "is_late", "due_at", "ended_at", "note", "reference", "reason")


@router.get("/{number}/procedures", response=list[RunOut], summary="Read the procedures the ticket is treated by")
def procedures(request: HttpRequest, number: int) -> list[dict[str, Any]]:
    return _runs(request, number)


@router.post("/{number}/steps/{step_id}/done", response=list[RunOut], summary="Tick a step of a procedure off")
def done(request: HttpRequest, number: int, step_id: int, payload: StepDoneIn) -> list[dict[str, Any]]:
    viewer = user_of(request)
    files = keep_drafts([payload.file], by=viewer) if payload.file else []
    if payload.file and not files:
        raise NotFound()
    typed = {"note": payload.note, "reference": payload.reference}
    actions.finish_step(number, step_id, **typed, file=files[0] if files else None, by=viewer, at=timezone.now())
    return _runs(request, number)


@router.post("/{number}/steps/{step_id}/skip", response=list[RunOut], summary="Skip a step of a procedure, with a reason")
def skip(request: HttpRequest, number: int, step_id: int, payload: SkippedIn) -> list[dict[str, Any]]:
    actions.skip_step(number, step_id, reason=payload.reason, by=user_of(request), at=timezone.now())
    return _runs(request, number)


@router.post("/{number}/steps/{step_id}/reopen", response=list[RunOut], summary="Open a step of a procedure again")
def reopen(request: HttpRequest, number: int, step_id: int) -> list[dict[str, Any]]:
    actions.take_step_back(number, step_id, by=user_of(request), at=timezone.now())
    return _runs(request, number)


def _runs(request: HttpRequest, number: int) -> list[dict[str, Any]]:
    _ticket, runs = runs_for(user_of(request), number, at=timezone.now())
    return [_run(each) for each in runs]


def _run(run: RunLine) -> dict[str, Any]:
    steps = [
        {name: getattr(step, name) for name in _SAME}
        | {"title": step.words.title, "text": step.words.body, "by": step.who, "file": step.file_id, "ledger": ledger_out(step.ledger)}
        for step in run.steps
    ]
    about = {"procedure": run.procedure_key, "name": run.procedure, "version": run.number, "started_at": run.started_at}
    return about | {"is_going": run.is_going, "is_aside": run.is_aside, "held_by": run.held_by, "steps": steps}
