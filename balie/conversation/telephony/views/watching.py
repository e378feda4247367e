"""The calls that run, for who leads their operators, and whom one is to call back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may, may
from balie.conversation.telephony import actions, queries
from balie.conversation.telephony.models import CallBack, Leg
from balie.conversation.telephony.policies import CALL, WATCH
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block


@require_safe
def calls(request: OperatorRequest) -> HttpResponse:
    """Whom one is to call back and, for who leads, what runs now."""
    ensure_may(request.user, CALL)
    may_watch = may(request.user, WATCH)
    context: dict[str, Any] = {
        "may_watch": may_watch,
        "running": queries.running_calls(request.user) if may_watch else [],
        "call_backs": queries.call_backs_of(request.user),
        "ways": queries.WAYS,
    }
    if is_partial(request):
        return render_block(request, "telephony/calls.html", "list", **context)
    return render(request, "telephony/calls.html", **context)


@require_POST
def watch(request: OperatorRequest, user_id: int) -> HttpResponse:
    """Listen, whisper or take part: one's own telephone is rung for it."""
    how = request.POST.get("how", "")
    actions.watch(user_id, how if how in Leg.Watch.values else Leg.Watch.LISTEN, by=request.user, at=timezone.now())
    return HttpResponse(status=HTTPStatus.NO_CONTENT) if is_partial(request) else redirect_after_post("telephony:calls")


@require_POST
def end_call_back(request: OperatorRequest, call_back_id: int) -> HttpResponse:
    """They were called back by another way, or need not be."""
    end = request.POST.get("end", "")
    how = end if end in CallBack.End.values else CallBack.End.DROPPED
    actions.end_call_back(call_back_id, end=how, by=request.user, at=timezone.now())
    return redirect_after_post("telephony:calls")
