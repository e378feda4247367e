"""Asking a third party about a ticket, and passing a mail on to somebody."""

from __future__ import annotations

import uuid
from http import HTTPStatus

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets.actions.aside import ask_aside, write_aside
from balie.casework.tickets.sheet import Sheet, sheet_for
from balie.casework.tickets.views.page import ELSEWHERE, told_by
from balie.conversation.contacts.queries import MessageLine
from balie.foundation.errors import Refusal
from balie.foundation.files.models import File
from balie.foundation.web.pages import redirect_after_post, render

TEMPLATE = "tickets/ask.html"


@require_http_methods(["GET", "POST"])
def ask(request: OperatorRequest, number: int) -> HttpResponse:
    """Ask somebody by mail; `message` is one of the ticket's, passed on as it was seen, with its files; `side` goes on with one asked before."""
    sheet = sheet_for(request.user, number, at=timezone.now())
    ensure_may(request.user, "tickets.reply", sheet.ticket)
    passed = _passed(sheet, request.GET.get("message", "") or request.POST.get("message", ""))
    if request.method != "POST":
        typed = {"subject": sheet.subject, "text": _quoted(passed) if passed else "", "waits": "" if passed else "1"}
        return _shown(request, sheet, passed, typed=typed)
    try:
        _send(request, number, passed)
    except Refusal as refusal:
        if refusal.status in ELSEWHERE:
            raise
        return _shown(request, sheet, passed, status=refusal.status, typed=request.POST.dict(), wrong=told_by(refusal))
    return redirect_after_post("tickets:ticket", number)


@require_POST
def write(request: OperatorRequest, number: int, side_id: int) -> HttpResponse:
    """Go on with a third party."""
    write_aside(number, side_id, text=request.POST.get("text", ""), by=request.user, at=timezone.now(), dedupe_key=_key(request))
    return redirect_after_post("tickets:ticket", number)


@transaction.atomic
def _send(request: OperatorRequest, number: int, passed: MessageLine | None) -> None:
    chosen = set(request.POST.getlist("file"))
    ids = [each.id for each in passed.files if each.id in chosen] if passed else []
    ask_aside(
        number,
        to=request.POST.get("to", ""),
        subject=request.POST.get("subject", ""),
        text=request.POST.get("text", ""),
        files=list(File.objects.filter(pk__in=ids)),
        waits=request.POST.get("waits") == "1",
        by=request.user,
        at=timezone.now(),
        dedupe_key=_key(request),
    )


def _key(request: OperatorRequest) -> str:
    return f"aside {request.user.pk} {request.POST.get('_once', '')[:64] or uuid.uuid4().hex}"


def _passed(sheet: Sheet, typed: str) -> MessageLine | None:
    said = (each.message for each in sheet.detail.entries if each.message)
    return next((each for each in said if str(each.id) == typed), None)


def _quoted(message: MessageLine) -> str:
    """What the operator saw of the mail, and no more."""
    head = _("%(name)s wrote:") % {"name": message.who}
    return "\n\n" + head + "\n" + "\n".join(f"> {line}" for line in message.text.splitlines())


def _shown(
    request: OperatorRequest,
    sheet: Sheet,
    passed: MessageLine | None,
    *,
    typed: dict[str, str],
    status: int = HTTPStatus.OK,
    wrong: dict[str, str] | None = None,
) -> HttpResponse:
    side = next((each for each in sheet.detail.sides if str(each.id) == request.GET.get("side")), None)
    return render(request, TEMPLATE, status, sheet=sheet, ticket=sheet.ticket, passed=passed, side=side, typed=typed, wrong=wrong or {})
