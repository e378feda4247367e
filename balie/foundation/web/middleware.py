"""Around every page: an id, no caching of what is one person's, and a readable answer to every "no"."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from balie.foundation.errors import BodyTooLarge, NotAllowed, NotFound, Refusal, Unreadable
from balie.foundation.web import metrics, views
from balie.foundation.web.logs import current_request_id
from balie.foundation.web.pages import is_htmx
from balie.foundation.web.refusals import API_PREFIX, refused

type Respond = Callable[[HttpRequest], HttpResponseBase]
TOO_LARGE_KEY = "balie.body_too_large"
logger = logging.getLogger(__name__)


class RequestIdMiddleware:
    """Gives every request an id, for its answer, its log lines and its audit lines; measures it.

    The answer's `X-Asked-At` (milliseconds since 1970) says from when on a nudge tells what the answer does not.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        mark = current_request_id.set(request_id)
        started = time.perf_counter()
        asked_at = time.time_ns() // 1_000_000
        request.asked_at = asked_at  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
        finally:
            current_request_id.reset(mark)
        response.headers["X-Request-Id"] = request_id
        response.headers["X-Asked-At"] = str(asked_at)
        metrics.observe(request, response, time.perf_counter() - started)
        return response


class NoStoreMiddleware:
    """Pages are one person's: no cache keeps them unless the view says so."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class RefusalMiddleware:
    """A refusal becomes a readable page or problem; anything unexpected is logged and says what is kept."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if TOO_LARGE_KEY in request.META:
            return refused(request, BodyTooLarge(limit=settings.BALIE_MAX_UPLOAD_BYTES // 1024**2))
        response = self.get_response(request)
        if is_htmx(request) and _leads_to_sign_in(response):
            return _signed_out()
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse:
        refusal = refusal_for(error)
        if refusal is not None:
            return refused(request, refusal)
        logger.error("%s %s failed", request.method, request.path, exc_info=error)
        return views.broken_api(request) if request.path.startswith(API_PREFIX) else views.broken(request)


def refusal_for(error: Exception) -> Refusal | None:
    """Our own refusal, or the one that says the same as Django's; None for what nobody expected."""
    match error:
        case Refusal():
            return error
        case Http404():
            return NotFound()
        case PermissionDenied():
            return NotAllowed()
        case RequestDataTooBig():
            return BodyTooLarge(limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2)
        case SuspiciousOperation() | BadRequest():
            return Unreadable()
    return None


def _leads_to_sign_in(response: HttpResponseBase) -> bool:
    if not isinstance(response, HttpResponseRedirect):
        return False
    return urlsplit(response.url).path == urlsplit(resolve_url(settings.LOGIN_URL)).path


def _signed_out() -> HttpResponse:
    """A redirect would put the sign-in page inside the desk and end a call: the bundle asks instead."""
    response = HttpResponse(
        _("Your sign-in has ended. What you typed is kept: sign in again in a new tab."), status=HTTPStatus.UNAUTHORIZED
    )
    response.headers["HX-Trigger"] = "balie:signed-out"
    return response
