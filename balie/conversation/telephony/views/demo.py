"""The demonstration's caller: a page that rings Balie as a customer would, from the same machine."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.conversation.telephony import actions, queries
from balie.conversation.telephony.policies import CALL
from balie.conversation.telephony.views.browsers import connected, sent
from balie.foundation.errors import NotFound
from balie.foundation.web.pages import render


@require_safe
def demo(request: OperatorRequest) -> HttpResponse:
    """Whom to be, and which number to ring."""
    _ensure_demo(request)
    options = [(each.digits, f"{each.digits} {each.name}") for each in queries.numbers_to_dial()]
    return render(request, "telephony/demo.html", options=options)


@require_POST
def call(request: OperatorRequest) -> HttpResponse:
    """`{"offer", "number", "caller", "name"}`: the browser rings. `{"address"}` is where its answer will stand."""
    _ensure_demo(request)
    told = sent(request)
    browser = actions.call_from_browser(
        told["offer"], number=told["number"], caller=told["caller"], name=told["name"], by=request.user, at=timezone.now()
    )
    return connected(browser)


@require_POST
def press(request: OperatorRequest, browser_id: UUID) -> HttpResponse:
    """`{"digits"}`: the caller presses keys."""
    _ensure_demo(request)
    actions.press_at_browser(queries.browser_of(request.user, browser_id), sent(request)["digits"])
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _ensure_demo(request: OperatorRequest) -> None:
    if not settings.BALIE_DEMO:
        raise NotFound()
    ensure_may(request.user, CALL)
