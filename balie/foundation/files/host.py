"""The second host: what came from outside is served from here, away from every session of the desk."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from balie.foundation.errors import NotFound, Refusal
from balie.foundation.files import queries
from balie.foundation.files.extensions import DOCUMENTS, PUBLIC_PAGES
from balie.foundation.files.models import File

URLS = "balie.foundation.files.host_urls"
LINK_SECONDS = 300
FILE_SALT, DOCUMENT_SALT = "balie.files.download", "balie.files.document"
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
FILE_CSP = "sandbox; default-src 'none'; frame-ancestors 'none'"
PAGE_CSP = (
    "sandbox allow-forms allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class LinkExpired(Refusal):
    """A signed link is not ours or too old."""

    code = "link_expired"
    status = 403
    sentence = _("This link has expired. Open the file again from the desk.")


def download_url(file: File, *, user: Any) -> str:
    """A link of five minutes on the second host, for this user and this file; opening it asks again who may."""
    return _signed_url("files:download", FILE_SALT, {"file": str(file.pk), "user": user.pk})


def document_url(kind: str, key: object, *, user: Any, **query: str) -> str:
    """A link of five minutes to a sandboxed document, for the `src` of a frame; see `DOCUMENTS`."""
    return _signed_url("files:document", DOCUMENT_SALT, {"kind": kind, "key": str(key), "user": user.pk}, **query)


def page_url(kind: str, secret: str) -> str:
    """The link to a page that whoever holds it may open; see `PUBLIC_PAGES`."""
    return f"{settings.BALIE_FILES_URL}{reverse('files:page', urlconf=URLS, kwargs={'kind': kind, 'secret': secret})}"


@require_safe
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file, always as an attachment."""
    facts = _read(token, FILE_SALT)
    file = queries.find_for(_user(facts), facts["file"])
    if file is None:
        raise NotFound
    response = FileResponse(queries.open_file(file), as_attachment=True, filename=file.name, content_type=_served_type(file))
    response.headers["Content-Length"] = str(file.size)
    return _guarded(response, FILE_CSP)


@require_safe
def document(request: HttpRequest, token: str) -> HttpResponseBase:
    """A sanitised document of an app above, sandboxed."""
    facts = _read(token, DOCUMENT_SALT)
    user = _user(facts)
    for kind in DOCUMENTS.fillings():
        if kind.kind == facts["kind"] and (html := kind.html_for(user, facts["key"])) is not None:
            return sandboxed_html_response(html)
    raise NotFound


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, kind: str, secret: str) -> HttpResponse:
    """A page of an app above for who holds its link: no session, nothing run, nothing loaded from elsewhere."""
    for each in PUBLIC_PAGES.fillings():
        if each.kind == kind:
            return _guarded(each.answer(request, secret), PAGE_CSP)
    raise NotFound


def sandboxed_html_response(html: str) -> HttpResponse:
    """`html`, sanitised before, as a document that can run nothing, load nothing from elsewhere and be framed by the desk only."""
    policy = (
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data: 'self'; style-src 'unsafe-inline'; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {settings.BALIE_URL}"
    )
    return _guarded(HttpResponse(html, content_type="text/html; charset=utf-8"), policy)


def _served_type(file: File) -> str:
    """Pictures by their own type, so that a sandboxed document may show them; everything else as mere bytes."""
    return file.content_type if file.content_type in PICTURES else "application/octet-stream"


def _guarded[Response: HttpResponseBase](response: Response, policy: str) -> Response:
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _signed_url(view: str, salt: str, facts: dict[str, Any], **query: str) -> str:
    token = signing.dumps(facts, salt=salt)
    path = reverse(view, urlconf=URLS, kwargs={"token": token})
    return f"{settings.BALIE_FILES_URL}{path}{'?' + urlencode(query) if query else ''}"


def _read(token: str, salt: str) -> dict[str, Any]:
    try:
        facts: dict[str, Any] = signing.loads(token, salt=salt, max_age=LINK_SECONDS)
    except signing.BadSignature:
        raise LinkExpired from None
    return facts


def _user(facts: dict[str, Any]) -> Any:
    user = get_user_model().objects.filter(pk=facts["user"], is_active=True).first()
    if user is None:
        raise NotFound
    return user
