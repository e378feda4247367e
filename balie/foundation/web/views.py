"""Pages the foundation itself answers: what went wrong, an expired form, the health and the figures."""

from __future__ import annotations

import ipaddress
import logging
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.backends.utils import csrf_input
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from balie.foundation.errors import NotAllowed, NotFound, Unreadable
from balie.foundation.web import health
from balie.foundation.web.pages import is_partial, render_alone
from balie.foundation.web.refusals import API_PREFIX, error_answer, problem, refused
from balie.foundation.web.rules import may_show_again

logger = logging.getLogger(__name__)
BARE_PAGE = "<!doctype html><title>500</title><main id=main><h1>{title}</h1><p>{detail}</p><p><code>{request_id}</code></p></main>"


def broken(request: HttpRequest) -> HttpResponse:
    """The page for what nobody expected; it needs neither the session nor the database, and falls back to bare HTML."""
    context = {"request_id": getattr(request, "request_id", ""), "detail": broken_detail(), "title": _("Something broke on our side")}
    try:
        block = "broken" if is_partial(request) else ""
        return render_alone("errors/broken.html", HTTPStatus.INTERNAL_SERVER_ERROR, block=block, **context)
    except Exception:  # the outermost: a page about a failure must not fail
        logger.exception("the page about a failure failed")
        return HttpResponse(BARE_PAGE.format(**context), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def broken_api(request: HttpRequest) -> HttpResponse:
    """The same for a program."""
    return problem(request, status=HTTPStatus.INTERNAL_SERVER_ERROR, code="broken", detail=broken_detail())


def broken_detail() -> str:
    return _(
        "Nothing was changed by this step. What you typed is kept as a draft. Try again; if it breaks again, give your administrator the number below."
    )


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is not valid (any more): says so, and offers to send the same again when it came from us."""
    detail = _("The form is older than your sign-in. Nothing was sent; what you typed is kept.")
    if request.path.startswith(API_PREFIX):
        return problem(request, status=HTTPStatus.FORBIDDEN, code="expired_form", detail=detail)
    get_token(request)
    if is_partial(request):
        return error_answer(request, status=HTTPStatus.FORBIDDEN, code="expired_form", detail=detail)
    return render_alone(
        "errors/expired.html",
        HTTPStatus.FORBIDDEN,
        fields=_typed(request),
        action=request.get_full_path(),
        csrf_input=csrf_input(request),
    )


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, without secrets; empty when another site sent it, or when it is not small."""
    if not _is_same_origin(request) or request.FILES:
        return []
    pairs = [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]
    return pairs if may_show_again(pairs) else []


def _is_same_origin(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No page has this address."""
    return refused(request, NotFound())


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Refused outside a view."""
    return refused(request, NotAllowed())


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request itself makes no sense."""
    return refused(request, Unreadable())


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 only when every part answers; the body says which part does not, and whether that is because all is only starting."""
    parts = health.check_all()
    is_well = all(part.is_well for part in parts)
    is_starting = not is_well and health.is_starting()
    request.is_expected = is_starting  # type: ignore[attr-defined]  # read by the log's filter
    body = {"ok": is_well, "starting": is_starting, "parts": {part.name: {"ok": part.is_well, "detail": part.detail} for part in parts}}
    return JsonResponse(body, status=HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE)


@login_not_required
@never_cache
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Prometheus' figures, for this machine and the trusted proxies' networks only."""
    if not _is_near(request.META.get("REMOTE_ADDR", "")):
        raise NotFound
    health.count_jobs()
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _is_near(address: str) -> bool:
    try:
        ip = ipaddress.ip_address(address)
        return ip.is_loopback or any(ip in ipaddress.ip_network(each, strict=False) for each in settings.BALIE_TRUSTED_PROXIES)
    except ValueError:
        return False
