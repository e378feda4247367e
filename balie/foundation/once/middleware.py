"""A form or API call sent twice is done once.

Claim, work and kept answer share one transaction: a second sender waits on the claim and then gets the kept answer;
a process killed half-way leaves neither work nor claim.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from balie.foundation.errors import Refusal
from balie.foundation.once.models import Answer
from balie.foundation.statements.rows import insert_unless_there, update_row
from balie.foundation.web.refusals import refused

FIELD, HEADER = "_once", "Idempotency-Key"
_KEPT_HEADERS = ("Content-Type", "Location", "HX-Redirect", "HX-Location", "HX-Trigger")


class KeyReused(Refusal):
    """The Idempotency-Key was used before for another request."""

    code = "idempotency_key_reused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("This Idempotency-Key was used for another request: make a new one.")


class OnceMiddleware:
    """Answers with 2xx and 3xx are kept; a refusal undoes everything, so that trying again starts afresh."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = _key(request)
        if not key:
            return self.get_response(request)
        with transaction.atomic():
            claim, is_first = _claim(request, key)
            if not is_first:
                return self._again(request, claim)
            response = self.get_response(request)
            if response.status_code >= HTTPStatus.BAD_REQUEST or not isinstance(response, HttpResponse):
                transaction.set_rollback(True)
            else:
                _keep(claim, response)
            return response

    def _again(self, request: HttpRequest, claim: Answer) -> HttpResponseBase:
        if claim.request_hash == _hash(request):
            return HttpResponse(bytes(claim.body), status=claim.status, headers=claim.headers)
        if HEADER in request.headers:
            return refused(request, KeyReused())
        return self.get_response(request)  # an old page sent with other words is a new wish


def _key(request: HttpRequest) -> str:
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return ""
    if sent := request.headers.get(HEADER, ""):
        return sent[:100]
    is_form = (request.content_type or "").startswith(("application/x-www-form-urlencoded", "multipart/form-data"))
    return request.POST.get(FIELD, "")[:100] if is_form else ""


def _claim(request: HttpRequest, key: str) -> tuple[Answer, bool]:
    claim = Answer(scope=_scope(request), key=key, request_hash=_hash(request), at=timezone.now())
    is_first = insert_unless_there(claim)
    return claim if is_first else Answer.objects.get(scope=claim.scope, key=key), is_first


def _keep(claim: Answer, response: HttpResponse) -> None:
    claim.status, claim.body = response.status_code, response.content
    claim.headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    update_row(claim, "status", "body", "headers")


def _scope(request: HttpRequest) -> str:
    bearer = request.headers.get("Authorization", "")
    if bearer:
        return f"token:{hashlib.sha256(bearer.encode()).hexdigest()}"
    return f"user:{request.user.pk or request.META.get('REMOTE_ADDR', '')}"


def _hash(request: HttpRequest) -> str:
    """Path and content; of a multipart form its fields and file names, since the boundary differs each time.

    Keyed, since what was sent may be a secret short enough to be guessed from its hash.
    """
    digest = hmac.new(settings.SECRET_KEY.encode(), f"{request.method} {request.get_full_path()}\n".encode(), hashlib.sha256)
    if (request.content_type or "").startswith(("application/x-www-form", "multipart/")):
        fields = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
        files = sorted((name, str(upload.name), upload.size) for name, each in request.FILES.lists() for upload in each)
        digest.update(repr((fields, files)).encode())
    else:
        digest.update(request.body)
    return digest.hexdigest()
