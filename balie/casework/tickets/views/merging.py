"""Two tickets become one, and are taken apart; one becomes two."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.views.page import page, told_by
from balie.foundation.errors import Refusal
from balie.foundation.text.numbers import read_number, whole
from balie.foundation.web.pages import redirect_after_post


@require_POST
def merge(request: OperatorRequest, number: int) -> HttpResponse:
    """Merge the ticket into the one whose number was typed, and show that."""
    ensure_may(request.user, "tickets.merge")
    try:
        into = read_number(request.POST.get("into", ""), Ticket.KIND_DIGIT)
        survivor = actions.merge_tickets(number, into=into, by=request.user, at=timezone.now())
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        wrong = {"merge": " ".join(told_by(refusal).values())}
        return page(request, number, status=422, panel="merge", typed=request.POST.dict(), wrong=wrong)
    return redirect_after_post("tickets:ticket", survivor.number)


@require_POST
def split(request: OperatorRequest, number: int) -> HttpResponse:
    """File a call, visit or letter of the ticket under another, or under one of its own, and show that."""
    ensure_may(request.user, "tickets.change")
    typed, contact = request.POST.get("to", "").strip(), request.POST.get("contact", "")
    to = read_number(typed, Ticket.KIND_DIGIT) if typed else None
    target = actions.move_contact(number, whole(contact), to=to, by=request.user, at=timezone.now())
    return redirect_after_post("tickets:ticket", target.number)


@require_POST
def take_apart(request: OperatorRequest, number: int) -> HttpResponse:
    """Let the ticket, merged into another, be as it was."""
    ensure_may(request.user, "tickets.merge")
    actions.take_apart(number, by=request.user, at=timezone.now())
    return redirect_after_post("tickets:ticket", number)
