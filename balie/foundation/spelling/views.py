"""The door of the spelling: JSON, for the bundle while somebody writes."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from balie.foundation.spelling import queries
from balie.foundation.spelling.actions import count_typing
from balie.foundation.spelling.rules import LANGUAGES, Typed
from balie.foundation.text.numbers import whole

LONGEST_TEXT = 6_000


@require_POST
def look(request: HttpRequest) -> JsonResponse:
    """`{"wrong": [[word, [better, …]], …], "words", "ease", "is_hard"}` of the end of `text`."""
    language = request.POST.get("language", "")
    text = request.POST.get("text", "")[-LONGEST_TEXT:]
    found = queries.look_at(text, language=language if language in LANGUAGES else LANGUAGES[0], reader=request.POST.get("reader", ""))
    return JsonResponse({"wrong": found.wrong, "words": found.words, "ease": found.ease, "is_hard": found.is_hard})


@require_POST
def typed(request: HttpRequest) -> HttpResponse:
    """A text was sent: how many keys, how many taken back, how many words and how many of these wrong."""
    counted = Typed(**{name: whole(request.POST.get(name, "")) for name in ("keys", "corrected", "words", "wrong")})
    count_typing(counted, by=request.user, on=timezone.localdate())
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
