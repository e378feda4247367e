"""What lies beside a ticket's treatment: watching, links, files."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.forms import LinkForm, file_ids
from balie.casework.tickets.models import Ticket, TicketLink
from balie.casework.tickets.views.page import page, part, told_by
from balie.foundation.errors import Refusal
from balie.foundation.files.actions import keep_drafts
from balie.foundation.text.numbers import read_number
from balie.foundation.web.pages import is_partial, redirect_after_post


@require_POST
def watch(request: OperatorRequest, number: int) -> HttpResponse:
    """Watch the ticket, or with `watch=0` no longer."""
    if request.POST.get("watch") == "0":
        return _beside(request, number, lambda: actions.unwatch(number, by=request.user))
    return _beside(request, number, lambda: actions.watch(number, by=request.user, at=timezone.now()))


@require_POST
def link(request: OperatorRequest, number: int) -> HttpResponse:
    """Link the ticket whose number was typed; a wrong digit is told beside the field."""
    ensure_may(request.user, "tickets.change")
    form = LinkForm(request.POST)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    typed = request.POST.get("other", "")

    def act() -> None:
        other = read_number(typed, Ticket.KIND_DIGIT)
        actions.link(number, other, kind=kind or TicketLink.Kind.RELATED, by=request.user, at=timezone.now())

    return _beside(request, number, act, panel="link")


@require_POST
def unlink(request: OperatorRequest, number: int, link_id: int) -> HttpResponse:
    return _beside(request, number, lambda: actions.unlink(number, link_id, by=request.user, at=timezone.now()))


@require_POST
def files(request: OperatorRequest, number: int) -> HttpResponse:
    """Lay uploaded files in the ticket."""
    return _beside(request, number, lambda: _attach(request, number), panel="files")


@transaction.atomic
def _attach(request: OperatorRequest, number: int) -> None:
    kept = keep_drafts(file_ids(request.POST.getlist("files")), by=request.user)
    actions.attach_files(number, kept, by=request.user, at=timezone.now())


def _beside(request: OperatorRequest, number: int, act: Callable[[], object], *, panel: str = "") -> HttpResponse:
    """The column's part for the bundle, else the page; a "no" is told beside the field it is about."""
    status, wrong = HTTPStatus.OK, {}
    try:
        act()
    except Refusal as refusal:
        if not panel or (refusal.status == HTTPStatus.FORBIDDEN):
            raise
        # A linked ticket that does not exist is no missing page.
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        wrong = {panel: " ".join(told_by(refusal).values())}
    if is_partial(request):
        return part(request, number, "beside", status=status, panel=panel if wrong else "", typed=request.POST.dict(), wrong=wrong)
    if wrong:
        return page(request, number, status=status, panel=panel, typed=request.POST.dict(), wrong=wrong)
    return redirect_after_post("tickets:ticket", number)
