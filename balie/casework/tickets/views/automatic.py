"""What goes out by itself: which moments customers hear of, and in which words."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.actions.surveying import LINK
from balie.casework.tickets.models import ProgressMessage
from balie.casework.tickets.queries.templates import PLACEHOLDERS
from balie.casework.tickets.settings_forms import AutomaticTextForm
from balie.conversation.email.standard_texts import STANDARD, SURVEY, words_of
from balie.foundation.errors import Invalid
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.placeholders import Placeholder
from balie.foundation.web.pages import redirect_after_post, render

MANAGE = "settings.manage"
# Nobody writes an automatic mail.
OFFERED = [each for each in PLACEHOLDERS if each.name != "operator.name"]
OF_SURVEY = [*OFFERED, Placeholder(LINK, _("the customer’s own link to answer by; has to stand in it"), "https://…")]


def texts(request: OperatorRequest) -> HttpResponse:
    """Every automatic mail; posted, one moment is told from now on, or not any more."""
    ensure_may(request.user, MANAGE)
    if request.method == "POST":
        moment = request.POST.get("moment", "")
        if moment not in ProgressMessage.Moment.values:
            raise Http404(gettext("Nothing was sent."))
        actions.set_progress(moment, is_on=request.POST.get("is_on") == "1", by=request.user, at=timezone.now())
        return redirect_after_post("tickets:automatic_texts")
    told = set(ProgressMessage.objects.filter(is_on=True).values_list("moment", flat=True))
    rows = [(key, gettext(each.name), key in ProgressMessage.Moment.values, key in told) for key, each in STANDARD.items()]
    return render(request, "tickets/automatic_texts.html", rows=rows, survey=SURVEY)


def text(request: OperatorRequest, key: str) -> HttpResponse:
    """The words of one, in every language side by side."""
    ensure_may(request.user, MANAGE)
    if key not in STANDARD:
        raise Http404(gettext("Nothing was sent."))
    standard = STANDARD[key]
    offered = [] if standard.is_constant else OF_SURVEY if key == SURVEY else OFFERED
    form = AutomaticTextForm(request.POST or None, initial=_words(key), known={each.name for each in offered})
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_automatic_text(key, words=form.words(), by=request.user, at=timezone.now())
            return redirect_after_post("tickets:automatic_texts")
        except Invalid as refusal:
            form.add_error(refusal.field_name, str(refusal))
    status = 422 if form.errors else 200
    context = {"form": form, "key": key, "name": gettext(standard.name), "languages": LANGUAGES, "placeholders": offered}
    return render(request, "tickets/automatic_text.html", status, **context)


def _words(key: str) -> dict[str, str]:
    initial = {}
    for code in LANGUAGES:
        _language, initial[f"title_{code}"], initial[f"body_{code}"] = words_of(key, language=code)
    return initial
