"""The operator's telephone in the browser: where they are called, its connection, and the check of the headset."""

from __future__ import annotations

import json
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.conversation.telephony import actions, queries
from balie.conversation.telephony.models import Browser, Phone
from balie.conversation.telephony.policies import CALL
from balie.foundation.errors import Unreadable
from balie.foundation.web.pages import redirect_after_post, render, render_block


@require_http_methods(["GET", "HEAD", "POST"])
def headset(request: OperatorRequest) -> HttpResponse:
    """Where one is called, and the check of one's headset; posting chooses."""
    ensure_may(request.user, CALL)
    if request.method == "POST":
        actions.choose_device(request.POST.get("kind", ""), by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect_after_post("telephony:headset")
    device = queries.device_of(request.user)
    return render(
        request,
        "telephony/headset.html",
        device=device,
        is_browser=device == Phone.Kind.BROWSER,
        kinds=Phone.Kind.choices,
        desk_phones=queries.desk_phones_of(request.user),
    )


@require_safe
def own(request: OperatorRequest) -> HttpResponse:
    """What the shell keeps of one's own telephone: nothing, for who is called on the desk."""
    ensure_may(request.user, CALL)
    is_browser = queries.device_of(request.user) == Phone.Kind.BROWSER
    relays = json.dumps(queries.relays_for(request.user, at=timezone.now()))
    return render_block(request, "telephony/own.html", "own", is_browser=is_browser, relays=relays)


@require_POST
def connect(request: OperatorRequest) -> HttpResponse:
    """`{"offer"}`: this browser is the telephone. `{"address"}` is where its answer will stand."""
    ensure_may(request.user, CALL)
    browser = actions.connect_browser(sent(request)["offer"], by=request.user, at=timezone.now())
    return connected(browser)


@require_safe
def state(request: OperatorRequest, browser_id: UUID) -> HttpResponse:
    """`{"answer", "why"}`: our SDP once it is there; why the browser is no telephone any more, once it is so."""
    browser = queries.browser_of(request.user, browser_id)
    return JsonResponse({"answer": browser.answer, "why": browser.why})


@require_POST
def echo(request: OperatorRequest, browser_id: UUID) -> HttpResponse:
    """`{"is_on"}`: one hears oneself, or no longer."""
    actions.echo(queries.browser_of(request.user, browser_id), is_on=bool(sent(request)["is_on"]))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_POST
def leave(request: OperatorRequest, browser_id: UUID) -> HttpResponse:
    """It is no telephone any more; a caller of the demo hangs up."""
    actions.leave_browser(queries.browser_of(request.user, browser_id), at=timezone.now())
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def connected(browser: Browser) -> HttpResponse:
    return JsonResponse({"address": reverse("telephony:state", args=[browser.pk])}, status=HTTPStatus.CREATED)


def sent(request: HttpRequest) -> dict[str, str]:
    """The JSON object of the body; what it lacks is empty. Raises `Unreadable`."""
    try:
        body = json.loads(request.body)
    except (ValueError, RawPostDataException) as error:  # the second for a form, which was read as one already
        raise Unreadable() from error
    if not isinstance(body, dict):
        raise Unreadable()
    return {name: str(body.get(name) or "") for name in ("offer", "is_on", "number", "caller", "name", "digits")}
