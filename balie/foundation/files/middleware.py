"""Two hosts, two sites: a request to the second one meets its few views and nothing of the desk."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.urls import resolve

from balie.foundation.errors import Refusal
from balie.foundation.files.host import FILE_CSP, URLS
from balie.foundation.web.middleware import refusal_for
from balie.foundation.web.views import broken_detail

logger = logging.getLogger(__name__)


class FilesHostMiddleware:
    """Answers everything that asks for `BALIE_FILES_HOST` itself: no session, no static files, no other view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        name, _ = split_domain_port(request.get_host())
        if name != settings.BALIE_FILES_HOST:
            return self.get_response(request)
        try:
            view, args, kwargs = request.resolver_match = resolve(request.path_info, URLS)
            response: HttpResponseBase = view(request, *args, **kwargs)
        except Exception as error:  # this host's outermost: no other middleware answers here
            response = _said(request, error)
        response.headers.setdefault("Content-Security-Policy", FILE_CSP)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response


def _said(request: HttpRequest, error: Exception) -> HttpResponse:
    refusal: Refusal | None = refusal_for(error)
    if refusal is None:
        logger.error("%s %s failed on the second host", request.method, request.path, exc_info=error)
        return HttpResponse(broken_detail(), status=500, content_type="text/plain; charset=utf-8")
    return HttpResponse(str(refusal), status=refusal.status, content_type="text/plain; charset=utf-8")
