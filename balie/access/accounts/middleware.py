"""Everything asks for a sign-in unless it says otherwise; each user works in the own language."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware as DjangoAuthentication
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequired
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

LANGUAGE_COOKIE = "balie_language"


class AuthenticationMiddleware(DjangoAuthentication):
    """Who asks is read at once: every page needs it, and the stand-in Django puts there costs at each use."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = get_user(request)


class LanguageMiddleware:
    """The signed-in user's language, else the chosen one of the cookie, else the browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", None) or request.COOKIES.get(LANGUAGE_COOKIE)
        known = {code for code, _name in settings.LANGUAGES}
        with translation.override(language if language in known else translation.get_language_from_request(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "nl")
        return response


class LoginRequiredMiddleware(DjangoLoginRequired):
    """A page leads to the sign-in; a partial is refused, so that no sign-in page lands inside a screen."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.headers.get("HX-Request") or request.path.startswith("/drafts/"):
            return HttpResponse(status=401)
        return super().handle_no_permission(request, view_func)
