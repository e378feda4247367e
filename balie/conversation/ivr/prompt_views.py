"""What callers hear, in the organisation's own voice: listened to, replaced, and back to what comes with Balie."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.conversation.ivr import catalogue, speaking
from balie.conversation.ivr.catalogue import Heard
from balie.conversation.ivr.policies import SETTINGS
from balie.conversation.telephony import actions as telephony
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.web.pages import redirect_after_post, render
from balie.records.taxonomy.forms import LANGUAGE_NAMES


@require_safe
def prompts(request: OperatorRequest) -> HttpResponse:
    """Everything callers hear; what is missing first."""
    ensure_may(request.user, SETTINGS)
    return render(request, "ivr/prompts.html", heard=catalogue.all_heard(), names=LANGUAGE_NAMES)


@require_http_methods(["GET", "HEAD", "POST"])
def prompt(request: OperatorRequest, name: str) -> HttpResponse:
    """One of them in its languages; posting replaces it in one, has it spoken by the machine, or takes the own one away."""
    ensure_may(request.user, SETTINGS)
    heard = _found(name)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        language = request.POST.get("language", "")
        if language not in heard.languages:
            raise NotFound()
        try:
            _change(request, heard, language)
        except Invalid as invalid:
            wrong[language] = str(invalid)
        else:
            messages.success(request, _("Saved."))
            return redirect_after_post("ivr:prompt", name)
    return render(
        request, "ivr/prompt.html", 422 if wrong else 200, heard=heard, wrong=wrong, names=LANGUAGE_NAMES, may_speak=speaking.is_able()
    )


@require_safe
def sound(request: OperatorRequest, name: str, language: str = "") -> HttpResponseBase:
    """What callers hear now."""
    ensure_may(request.user, SETTINGS)
    heard = _found(name)
    path = heard.path(language) if language in heard.languages else None
    if path is None:
        raise NotFound()
    return FileResponse(path.open("rb"), content_type="audio/wav")


def _change(request: OperatorRequest, heard: Heard, language: str) -> None:
    by, at, sent = request.user, timezone.now(), request.FILES.get("sound")
    what = request.POST.get("what")
    if what == "original":
        telephony.drop_prompt(heard.name, language, by=by, at=at)
    elif what == "speak" and heard.words.get(language) and speaking.is_able():
        telephony.save_prompt(heard.name, language, speaking.speak(heard.words[language], language), by=by, at=at)
    elif sent is not None:
        telephony.save_prompt(heard.name, language, sent.read(), by=by, at=at)
    else:
        raise Invalid(field="sound", reason=_("Choose a WAV file."))


def _found(name: str) -> Heard:
    heard = catalogue.find_heard(name)
    if heard is None:
        raise NotFound()
    return heard
