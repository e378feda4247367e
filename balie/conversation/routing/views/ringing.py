"""What rings at somebody, at the foot of the screen: taken up, declined, picked up from a colleague; and the wrap-up after it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.conversation.routing import actions, queries
from balie.conversation.routing.policies import BE_READY
from balie.foundation.errors import Refusal
from balie.foundation.web.pages import is_partial, redirect_after_post, render_block


@require_safe
def ringing(request: OperatorRequest) -> HttpResponse:
    """What rings here, what may be picked up, and who is wrapping up."""
    ensure_may(request.user, BE_READY)
    return _bar(request)


@require_POST
def accept(request: OperatorRequest, offer_id: int) -> HttpResponse:
    return _done(request, lambda: actions.accept_offer(offer_id, by=request.user, at=timezone.now()))


@require_POST
def decline(request: OperatorRequest, offer_id: int) -> HttpResponse:
    return _done(request, lambda: actions.decline_offer(offer_id, by=request.user, at=timezone.now()))


@require_POST
def pick_up(request: OperatorRequest, waiting_id: int) -> HttpResponse:
    return _done(request, lambda: actions.pick_up(waiting_id, by=request.user, at=timezone.now()))


@require_POST
def wrapped_up(request: OperatorRequest) -> HttpResponse:
    return _done(request, lambda: actions.end_own_wrap_up(request.user, at=timezone.now()))


def _done(request: OperatorRequest, act: Callable[[], object]) -> HttpResponse:
    """The bar as it is after it; a refusal is told in it."""
    told = ""
    try:
        act()
    except Refusal as refusal:
        if not is_partial(request):
            raise
        told = str(refusal)
    return _bar(request, told) if is_partial(request) else redirect_after_post("desk:home")


def _bar(request: OperatorRequest, told: str = "") -> HttpResponse:
    bar = queries.phone_bar_for(request.user)
    return render_block(request, "routing/ringing.html", "bar", bar=bar, told=told)
