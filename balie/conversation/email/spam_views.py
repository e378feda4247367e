"""The doors of spam: marking a mail, taking it back, and the senders who are blocked."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.access.permissions.masking import Mask
from balie.conversation.email import actions, queries
from balie.conversation.email.lines import blocked_lines
from balie.conversation.email.models import BlockedSender, Email
from balie.foundation.errors import Invalid
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import redirect_after_post, render

TEMPLATE = "email/blocked.html"
MARKS = {Email.Mark.SPAM.value, Email.Mark.PHISHING.value}


@require_POST
@transaction.atomic
def mark(request: OperatorRequest, pk: int) -> HttpResponse:
    """Call the mail spam or phishing; `block` is address or domain, when its sender is to be blocked too."""
    ensure_may(request.user, "email.mark_spam")
    said, at = request.POST.get("mark", ""), timezone.now()
    if said not in MARKS:
        raise Invalid(field="mark", reason=_("Choose spam or phishing."))
    email = actions.mark_mail(pk, said, by=request.user, at=at)
    if pattern := queries.pattern_of(email, request.POST.get("block", "")):
        actions.block_sender(pattern, reason=str(email.get_mark_display()), by=request.user, at=at)
    messages.success(request, _("Marked as phishing.") if said == Email.Mark.PHISHING else _("Marked as spam."))
    return _back(request)


@require_POST
def unmark(request: OperatorRequest, pk: int) -> HttpResponse:
    """It was none after all."""
    actions.unmark_mail(pk, by=request.user, at=timezone.now())
    messages.success(request, _("No longer marked. The ticket is as it was."))
    return _back(request)


@require_safe
def blocked(request: OperatorRequest) -> HttpResponse:
    """The senders whose mail goes to quarantine, newest first."""
    ensure_may(request.user, "email.manage_blocks")
    return _list(request)


@require_POST
def block(request: OperatorRequest) -> HttpResponse:
    typed, reason = request.POST.get("pattern", ""), request.POST.get("why", "")
    try:
        actions.block_sender(typed, reason=reason, by=request.user, at=timezone.now())
    except Invalid as refusal:
        return _list(request, status=HTTPStatus.UNPROCESSABLE_ENTITY, typed={"pattern": typed, "why": reason}, wrong=str(refusal))
    return redirect_after_post("email:blocked")


@require_POST
def unblock(request: OperatorRequest, pk: int) -> HttpResponse:
    ensure_may(request.user, "email.manage_blocks")
    actions.unblock_sender(get_object_or_404(BlockedSender, pk=pk), by=request.user, at=timezone.now())
    return redirect_after_post("email:blocked")


def _list(request: OperatorRequest, *, status: int = HTTPStatus.OK, typed: dict[str, str] | None = None, wrong: str = "") -> HttpResponse:
    asked = request.GET.get("before", "")
    rows = queries.blocked_senders(older_than=whole(asked) or None)
    older = rows[queries.PAGE - 1].pk if len(rows) > queries.PAGE else None
    lines = blocked_lines(rows[: queries.PAGE], Mask(request.user))
    return render(request, TEMPLATE, status, lines=lines, older=older, typed=typed or {}, wrong=wrong)


def _back(request: OperatorRequest) -> HttpResponse:
    back = request.POST.get("back", "")
    return redirect_after_post(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "email:log")
