"""How a "no" reaches people and programs: a page, a block inside the page, or an RFC 9457 problem."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from balie.foundation.errors import Refusal, Way
from balie.foundation.web.pages import is_partial, render_alone

API_PREFIX = "/api/"


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The answer to a request that was refused, in the shape its sender understands."""
    field = getattr(refusal, "field_name", "") or refusal.field
    if request.path.startswith(API_PREFIX):
        return problem(request, status=refusal.status, code=refusal.code, detail=str(refusal), field=field, **refusal.more)
    return error_answer(request, status=refusal.status, code=refusal.code, detail=str(refusal), field=field, way=refusal.way)


def error_answer(request: HttpRequest, *, status: int, code: str, detail: str, field: str = "", way: Way | None = None) -> HttpResponse:
    """The page for a refusal, or its block alone for a partial request; never a redirect, so nothing typed is lost."""
    context = {"title": title_of(status), "detail": detail, "code": code, "field": field, "way": way, "request_id": _id_of(request)}
    return render_alone("errors/refusal.html", status, block="refusal" if is_partial(request) else "", **context)


def problem(request: HttpRequest, *, status: int, code: str, detail: str, field: str = "", **more: object) -> HttpResponse:
    """An RFC 9457 problem; `code` is stable, `detail` is for people, `more` stands beside them."""
    body: dict[str, object] = {
        "type": f"urn:balie:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "code": code,
        "request_id": _id_of(request),
        **more,
    }
    if field:
        body["field"] = field
    return JsonResponse(body, status=status, content_type="application/problem+json")


def title_of(status: int) -> str:
    """A heading for `status` in plain words."""
    titles = {
        HTTPStatus.BAD_REQUEST: _("This request cannot be read"),
        HTTPStatus.UNAUTHORIZED: _("Sign in first"),
        HTTPStatus.FORBIDDEN: _("You may not do this"),
        HTTPStatus.NOT_FOUND: _("Nothing here"),
        HTTPStatus.CONFLICT: _("This did not happen"),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("Too large"),
        HTTPStatus.UNPROCESSABLE_ENTITY: _("Something needs another look"),
        HTTPStatus.TOO_MANY_REQUESTS: _("Too many at once"),
        HTTPStatus.SERVICE_UNAVAILABLE: _("Not available now"),
    }
    return titles.get(HTTPStatus(status), _("This did not happen"))


def _id_of(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))
