"""The door of the suggestions: asked with what is being written, told what was done with one."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from balie.foundation.errors import NotFound
from balie.foundation.search.rules.lessons import Deed
from balie.foundation.suggestions import actions, queries
from balie.foundation.suggestions.models import Taken
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import render_block

LONGEST_TEXT = 4_000


@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """What may help with the `text` written in what `about` names."""
    situation = queries.situation_of(request.user, request.POST.get("about", ""))
    offered = queries.suggestions_for(request.user, situation, _text(request))
    return render_block(request, "suggestions/offers.html", "offers", offered=offered)


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """`deed`: opened, used or dismissed. The answer to a use is the words to put in."""
    situation = queries.situation_of(request.user, request.POST.get("about", ""))
    kind, deed = queries.kind_of(request.POST.get("key", "")), request.POST.get("deed", "")
    if deed not in Taken.Did.values:
        raise NotFound()
    object_id = whole(request.POST.get("id", ""))
    words = actions.take_suggestion(situation, kind, object_id, Deed(deed), text=_text(request), by=request.user, at=timezone.now())
    if not words:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


def _text(request: HttpRequest) -> str:
    """The end of what was written: what it is about now."""
    return request.POST.get("text", "")[-LONGEST_TEXT:]
