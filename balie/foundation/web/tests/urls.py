"""Views that refuse in every way, for the tests of the middleware."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from balie.config.urls import handler400, handler403, handler404, handler500
from balie.config.urls import urlpatterns as ours
from balie.foundation.errors import Invalid, Refusal

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class AlreadyMade(Refusal):
    code = "already_made"
    sentence = _("Number {number} was made before.")


def well(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"well {request.POST.get('text', '')}")


def refuse(request: HttpRequest) -> HttpResponse:
    raise AlreadyMade(number=7)


def wrong(request: HttpRequest) -> HttpResponse:
    raise Invalid(field="phone", reason="too short")


def missing(request: HttpRequest) -> HttpResponse:
    raise Http404


def denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("password=c4n4ry")


_mine = [
    path("well", login_not_required(well)),
    path("refuse", login_not_required(refuse)),
    path("wrong", login_not_required(wrong)),
    path("missing", login_not_required(missing)),
    path("denied", login_not_required(denied)),
    path("broken", login_not_required(broken)),
    path("mine", login_required(well)),
]
urlpatterns = [path("try/", include(_mine)), path("api/try/", include(_mine)), *ours]
