"""One's own call at the foot of the screen: answered, held, muted, a colleague asked, handed on, hung up; and a number called."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest, User
from balie.access.permissions.actions import ensure_may
from balie.conversation.routing.models import Queue
from balie.conversation.telephony import actions, queries
from balie.conversation.telephony.policies import CALL
from balie.foundation.errors import Refusal
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import is_partial, redirect_after_post, render_block


@require_safe
def bar(request: OperatorRequest) -> HttpResponse:
    """The call one is in; without one, where to type a number."""
    ensure_may(request.user, CALL)
    return _bar(request)


@require_safe
def colleagues(request: OperatorRequest) -> HttpResponse:
    """Whom one can ask or hand the call to, loaded as the menu opens; `then` is what choosing one does."""
    ensure_may(request.user, CALL)
    block = "consult" if request.GET.get("then") == "consult" else "hand_on"
    queues = queries.queues_to_hand_to() if block == "hand_on" else []
    mine, found = queries.call_of(request.user), queries.colleagues_of(request.user)
    return render_block(request, "telephony/bar.html", block, mine=mine, colleagues=found, queues=queues)


@require_POST
def call_out(request: OperatorRequest) -> HttpResponse:
    """Call a number: one's own telephone first, then the other side."""
    return _done(request, lambda: actions.call_out(request.POST.get("number", ""), by=request.user, at=timezone.now()))


@require_POST
def answer(request: OperatorRequest, call_id: int) -> HttpResponse:
    return _done(request, lambda: actions.answer(call_id, by=request.user, at=timezone.now()))


@require_POST
def hold(request: OperatorRequest, call_id: int) -> HttpResponse:
    return _done(request, lambda: actions.hold_call(call_id, by=request.user, at=timezone.now()))


@require_POST
def resume(request: OperatorRequest, call_id: int) -> HttpResponse:
    return _done(request, lambda: actions.resume_call(call_id, by=request.user, at=timezone.now()))


@require_POST
def mute(request: OperatorRequest, call_id: int) -> HttpResponse:
    return _done(request, lambda: actions.set_muted(call_id, is_muted=True, by=request.user, at=timezone.now()))


@require_POST
def unmute(request: OperatorRequest, call_id: int) -> HttpResponse:
    return _done(request, lambda: actions.set_muted(call_id, is_muted=False, by=request.user, at=timezone.now()))


@require_POST
def hang_up(request: OperatorRequest, call_id: int) -> HttpResponse:
    return _done(request, lambda: actions.hang_up(call_id, by=request.user, at=timezone.now()))


@require_POST
def consult(request: OperatorRequest, call_id: int) -> HttpResponse:
    return _done(request, lambda: actions.consult(call_id, _colleague(request), by=request.user, at=timezone.now()))


@require_POST
def talk_with(request: OperatorRequest, call_id: int) -> HttpResponse:
    """The caller, the colleague, or both."""
    whom = request.POST.get("whom", "") if request.POST.get("whom") in {*actions.Whom} else actions.Whom.BOTH
    return _done(request, lambda: actions.talk_with(call_id, whom, by=request.user, at=timezone.now()))


@require_POST
def end_consult(request: OperatorRequest, call_id: int) -> HttpResponse:
    return _done(request, lambda: actions.end_consult(call_id, by=request.user, at=timezone.now()))


@require_POST
def hand_on(request: OperatorRequest, call_id: int) -> HttpResponse:
    return _done(request, lambda: actions.hand_on(call_id, _colleague(request), by=request.user, at=timezone.now()))


@require_POST
def hand_over(request: OperatorRequest, call_id: int) -> HttpResponse:
    return _done(request, lambda: actions.hand_over(call_id, by=request.user, at=timezone.now()))


@require_POST
def to_queue(request: OperatorRequest, call_id: int) -> HttpResponse:
    queue = get_object_or_404(Queue, key=request.POST.get("queue", ""), is_retired=False)
    return _done(request, lambda: actions.hand_to_queue(call_id, queue, by=request.user, at=timezone.now()))


def _colleague(request: OperatorRequest) -> User:
    return get_object_or_404(User, pk=whole(request.POST.get("colleague", "")), is_active=True)


def _done(request: OperatorRequest, act: Callable[[], object]) -> HttpResponse:
    """The bar as it is after it; a refusal is told in it."""
    ensure_may(request.user, CALL)
    told = ""
    try:
        act()
    except Refusal as refusal:
        if not is_partial(request):
            raise
        told = str(refusal)
    return _bar(request, told) if is_partial(request) else redirect_after_post("desk:home")


def _bar(request: OperatorRequest, told: str = "") -> HttpResponse:
    mine = queries.call_of(request.user)
    still_since = queries.still_since(timezone.now())
    may_dial = mine is None and still_since is None and queries.has_phone(request.user)
    return render_block(request, "telephony/bar.html", "bar", mine=mine, told=told, still_since=still_since, may_dial=may_dial)
