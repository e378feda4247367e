"""The desk's doors: home, what waits, search, settings and the user's choices."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.actions import set_preferences
from balie.access.accounts.middleware import LANGUAGE_COOKIE
from balie.access.accounts.models import OperatorRequest
from balie.conversation.contacts.queries import open_contacts_asked
from balie.foundation.errors import NotAllowed
from balie.foundation.search.actions import remember_opened
from balie.foundation.search.rules.filters import Kind
from balie.foundation.statements.together import asked_together
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block
from balie.surfaces.desk import queries, tabs
from balie.surfaces.desk.shell import THEME_COOKIE

YEAR = 365 * 24 * 3600
MOST_IN_DROPDOWN = 6
MOST_ON_PAGE = 25
THEMES = {"light", "dark", "auto"}


@require_safe
def home(request: OperatorRequest) -> HttpResponse:
    """What to do next."""
    with asked_together(open_contacts_asked(request.user), for_all=True):  # they stand in the list and among the tabs
        groups = queries.waiting_for(request.user, at=timezone.now())
        return render(request, "desk/home.html", groups=groups, rows=[row for group in groups for row in group.rows])


@require_safe
def waiting(request: OperatorRequest) -> HttpResponse:
    """The list "Waits for me" alone; it fetches itself again on the user's nudges."""
    groups = queries.waiting_for(request.user, at=timezone.now())
    return render_block(request, "desk/waiting.html", "waiting", groups=groups, now=timezone.now())


@require_safe
def commands(request: OperatorRequest) -> HttpResponse:
    """What the palette lists for this user alone."""
    return render(request, "desk/commands.html", commands=queries.own_commands_for(request.user))


@require_safe
def search(request: OperatorRequest) -> HttpResponse:
    """Results grouped by kind: the options under the search field, or a page of their own."""
    typed = request.GET.get("q", "").strip()
    but = [kind for kind in request.GET.get("but", "").split(",") if kind in set(Kind)]
    most = MOST_IN_DROPDOWN if is_partial(request) else MOST_ON_PAGE
    found, filters = queries.found_for(request.user, typed, but=but, today=timezone.localdate(), most=most)
    shown: dict[str, Any] = {"found": found, "typed": typed, "filters": filters, "but": but}
    if is_partial(request):
        return render_block(request, "desk/search.html", "options", **shown)
    return render(request, "desk/search.html", **shown)


@require_POST
def opened(request: OperatorRequest) -> HttpResponse:
    """What was opened of what was found for `q`: `what` is its kind and id, `article-12`."""
    kind, _dash, object_id = request.POST.get("what", "").rpartition("-")
    remember_opened(request.user, request.POST.get("q", ""), kind, whole(object_id))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_safe
def help_page(request: OperatorRequest) -> HttpResponse:
    """How the desk works, on one page."""
    return render(request, "desk/help.html")


@require_safe
def settings_index(request: OperatorRequest) -> HttpResponse:
    """The settings pages the viewer may open."""
    groups = queries.settings_for(request.user)
    if not groups:
        raise NotAllowed()
    return render(request, "desk/settings.html", groups=groups)


@login_not_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Language and theme: on the user's account, or in a cookie before the sign-in."""
    language, theme = request.POST.get("language", ""), request.POST.get("theme", "")
    language = language if language in dict(settings.LANGUAGES) else ""
    theme = theme if theme in THEMES else ""
    user = request.user
    if user.is_authenticated:
        set_preferences(user, language=language or None, theme=theme or None)
    response = HttpResponse(status=HTTPStatus.NO_CONTENT) if is_partial(request) else redirect_after_post(_next(request))
    for name, value in ((LANGUAGE_COOKIE, language), (THEME_COOKIE, theme)):
        if value:
            response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


@require_POST
def keep_tab(request: OperatorRequest, number: int) -> HttpResponse:
    """The ticket at hand stays as a tab."""
    tabs.keep_tab(request.user, number)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_POST
def close_tab(request: OperatorRequest, number: int) -> HttpResponse:
    """The tab goes; the desk is what remains."""
    tabs.close_tab(request.user, number)
    return redirect_after_post("desk:home")


def _next(request: HttpRequest) -> str:
    """Where the user was, when that is one of our pages."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else "/"
