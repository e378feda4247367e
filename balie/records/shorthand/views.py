"""The page of one's shorthand, and the words the bundle puts in."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.foundation.errors import Invalid
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import redirect_after_post, render
from balie.records.shorthand import actions, queries


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: OperatorRequest) -> HttpResponse:
    """One's own and one's teams', and another."""
    if request.method != "POST":
        return _page(request)
    typed = {name: request.POST.get(name, "") for name in ("key", "words", "team")}
    team = next((each for each in queries.teams_to_share_with(request.user) if each.pk == whole(typed["team"])), None)
    try:
        actions.save_shorthand(typed["key"], typed["words"], team=team, by=request.user, at=timezone.now())
    except Invalid as wrong:
        return _page(request, typed=typed, wrong={wrong.field_name: str(wrong)}, status=wrong.status)
    return redirect_after_post("shorthand:index")


@require_POST
def remove(request: OperatorRequest, pk: int) -> HttpResponse:
    actions.remove_shorthand(pk, by=request.user, at=timezone.now())
    return redirect_after_post("shorthand:index")


@require_safe
def words(request: OperatorRequest) -> JsonResponse:
    """`{key: words}` of all the viewer writes with."""
    return JsonResponse(queries.words_for(request.user))


def _page(
    request: OperatorRequest, *, typed: dict[str, str] | None = None, wrong: dict[str, str] | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    rows, teams = queries.all_for(request.user), queries.teams_to_share_with(request.user)
    choices = [(str(each.pk), str(each.name)) for each in teams]
    return render(request, "shorthand/index.html", status, rows=rows, teams=choices, typed=typed or {}, wrong=wrong or {})
