"""One mail of a ticket, and what else can be done with it."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import may
from balie.casework.tickets.actions.refiling import move_thread
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.sheet import Sheet, sheet_for
from balie.casework.tickets.views.page import told_by
from balie.conversation.contacts.queries import MessageLine
from balie.foundation.errors import NotFound, Refusal
from balie.foundation.text.numbers import read_number
from balie.foundation.web.pages import redirect_after_post, render

TEMPLATE = "tickets/message.html"
NEW, PART, WHOLE = "new", "part", "whole"


@require_safe
def message(request: OperatorRequest, number: int, message_id: int) -> HttpResponse:
    """The mail, how it was filed, and the forms that file it elsewhere."""
    return _shown(request, number, message_id)


@require_POST
def move(request: OperatorRequest, number: int, message_id: int) -> HttpResponse:
    """File the mail's thread elsewhere, or with `what=part` the mail and what answers it: `to` is a ticket's number, or `where` is new."""
    typed, is_new, is_part = request.POST.get("to", ""), request.POST.get("where") == NEW, request.POST.get("what") == PART
    try:
        to = None if is_new else read_number(typed, Ticket.KIND_DIGIT)
        target = move_thread(number, message_id, to=to, is_part=is_part, by=request.user, at=timezone.now())
    except Refusal as refusal:
        if refusal.status == HTTPStatus.FORBIDDEN:
            raise
        # A ticket that was typed and does not exist is no missing page; one that is looked at is.
        return _shown(request, number, message_id, status=_status(refusal), wrong={"to": " ".join(told_by(refusal).values())})
    return redirect_after_post("tickets:ticket", target.number)


def _status(refusal: Refusal) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if refusal.status == HTTPStatus.NOT_FOUND else refusal.status


def _shown(
    request: OperatorRequest, number: int, message_id: int, *, status: int = HTTPStatus.OK, wrong: dict[str, str] | None = None
) -> HttpResponse:
    sheet = sheet_for(request.user, number, at=timezone.now())
    line = _line(sheet, message_id)
    typed = request.POST.dict()
    return render(
        request,
        TEMPLATE,
        status,
        sheet=sheet,
        ticket=sheet.ticket,
        message=line,
        matched=sheet.emails[line.id].get_matched_by_display(),
        signature=sheet.emails[line.id].signature,
        typed=typed,
        offered=_offered(sheet, line.id),
        wrong=wrong or {},
        focus=request.GET.get("focus", ""),
        may_mark=may(request.user, "email.mark_spam"),
        may_block=may(request.user, "email.block_sender"),
    )


def _offered(sheet: Sheet, message_id: int) -> list[tuple[str, str]]:
    """What can be moved, the likeliest first; nothing to choose when the mail stands alone."""
    thread = sheet.emails[message_id].thread_id
    others = [each for each, email in sheet.emails.items() if email.thread_id == thread and each != message_id]
    if not others:
        return []
    choices = [(PART, _("This mail, and what answers it")), (WHOLE, _("The whole conversation"))]
    return choices if min(others) < message_id else choices[::-1]


def _line(sheet: Sheet, message_id: int) -> MessageLine:
    """Raises `NotFound` for what is no mail of this ticket."""
    found = next((each.message for each in sheet.detail.entries if each.message and each.message.id == message_id), None)
    if found is None or message_id not in sheet.emails:
        raise NotFound()
    return found
