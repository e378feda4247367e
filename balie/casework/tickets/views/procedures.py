"""The procedures a ticket is treated by: their steps beside it, ticked off, skipped and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import may
from balie.casework.procedures.policies import FOLLOW
from balie.casework.procedures.queries.runs import RunLine
from balie.casework.tickets import actions
from balie.casework.tickets.forms import file_ids
from balie.casework.tickets.queries.clocks import wait_names
from balie.casework.tickets.queries.procedures import runs_for
from balie.casework.tickets.views.page import ELSEWHERE, page, told_by
from balie.foundation.drafts.actions import drop_draft
from balie.foundation.errors import Refusal
from balie.foundation.files.actions import keep_drafts
from balie.foundation.web.pages import is_partial, redirect_after_post, render_block
from balie.records.sla.picture import Picture, draw


@require_safe
def procedures(request: OperatorRequest, number: int) -> HttpResponse:
    """The part of the page that tells of the steps."""
    return _part(request, number)


@require_POST
def tick(request: OperatorRequest, number: int, step_id: int) -> HttpResponse:
    """A step is done; `note`, `reference` or a file prove it where it asks for one."""
    return _step(request, number, step_id, lambda: _finish(request, number, step_id))


@require_POST
def skip(request: OperatorRequest, number: int, step_id: int) -> HttpResponse:
    """A step is not needed, for `reason`."""
    reason = request.POST.get("reason", "")
    return _step(request, number, step_id, lambda: actions.skip_step(number, step_id, reason=reason, by=request.user, at=timezone.now()))


@require_POST
def untick(request: OperatorRequest, number: int, step_id: int) -> HttpResponse:
    """A step that was done or skipped is open again."""
    return _step(request, number, step_id, lambda: actions.take_step_back(number, step_id, by=request.user, at=timezone.now()))


@transaction.atomic
def _finish(request: OperatorRequest, number: int, step_id: int) -> None:
    files = keep_drafts(file_ids(request.POST.getlist("files")), by=request.user)
    typed = {name: request.POST.get(name, "") for name in ("note", "reference")}
    actions.finish_step(number, step_id, **typed, file=files[0] if files else None, by=request.user, at=timezone.now())


def _step(request: OperatorRequest, number: int, step_id: int, act: Callable[[], object]) -> HttpResponse:
    """The part for the bundle, else the page; a "no" is told at the step, and what was typed stays."""
    try:
        act()
    except Refusal as refusal:
        if refusal.status in ELSEWHERE:
            raise
        if is_partial(request):
            return _part(request, number, refusal.status, wrong_at=step_id, wrong=told_by(refusal), typed=request.POST.dict())
        return page(request, number, status=refusal.status, wrong=told_by(refusal))
    drop_draft(f"ticket-{number}-step-{step_id}", by=request.user)
    return _part(request, number) if is_partial(request) else redirect_after_post("tickets:ticket", number)


def _part(request: OperatorRequest, number: int, status: int = HTTPStatus.OK, **told: object) -> HttpResponse:
    ticket, runs = runs_for(request.user, number, at=timezone.now())
    shown = {"wrong_at": 0, "wrong": {}, "typed": {}} | told
    may_follow = ticket.is_open and may(request.user, FOLLOW, ticket)
    first = next((run.next_step.id for run in runs if run.next_step), 0)
    reasons = wait_names()
    return render_block(
        request,
        "tickets/ticket_procedures.html",
        "procedures",
        status,
        ticket=ticket,
        runs=runs,
        may_follow=may_follow,
        first=first,
        reasons=reasons,
        pictures=_pictures(runs, reasons),
        **shown,
    )


def _pictures(runs: Iterable[RunLine], reasons: Mapping[str, str]) -> dict[int, Picture]:
    """Step → how its margin was used so far, of those still to do."""
    steps = [(run.zone, step) for run in runs if run.is_going for step in run.steps if step.is_open and step.ledger]
    return {step.id: draw(step.ledger, due=step.due_at, zone=zone, reasons=reasons) for zone, step in steps}
