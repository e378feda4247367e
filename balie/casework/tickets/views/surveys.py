"""How satisfied customers are: the page behind their link, and when they are asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.actions.surveying import survey_of
from balie.casework.tickets.models import Survey, SurveyRule
from balie.casework.tickets.rules import SCORES
from balie.foundation.errors import Invalid, Refusal
from balie.foundation.web.pages import redirect_after_post, render
from balie.records.taxonomy.models import Brand

MANAGE = "settings.manage"
_WORDS: dict[int, str | Promise] = {
    1: _("Not at all satisfied"),
    2: _("Not satisfied"),
    3: _("Neutral"),
    4: _("Satisfied"),
    5: _("Very satisfied"),
}


class SurveyForm(forms.Form):
    """A choice of five, and a sentence if one likes."""

    score = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, choices=[(score, _WORDS[score]) for score in SCORES])
    sentence = forms.CharField(required=False)  # cut by the action: no score is lost for its words


class SurveyRuleForm(forms.Form):
    """For the customers of which brand."""

    brand = forms.ModelChoiceField(Brand.objects.all(), required=False)
    choice = forms.ChoiceField(choices=[("on", ""), ("off", ""), ("inherit", "")])
    quiet_days = forms.IntegerField(min_value=0, max_value=3650)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """Five choices and a sentence, in the customer's language. Opening it answers nothing: machines follow links in mails too."""
    at = timezone.now()
    try:
        asked = survey_of(token, at=at)
    except Refusal as refusal:
        return _ended(request, refusal)
    with translation.override(asked.language):
        return _answer(request, token, asked) if request.method == "POST" else _page(request, asked)


@require_http_methods(["GET", "POST"])
def survey_rules(request: OperatorRequest) -> HttpResponse:
    """For each brand whether its customers are asked, and how often at most."""
    ensure_may(request.user, MANAGE)
    form = SurveyRuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        return redirect_after_post("tickets:survey_rules")
    rules = {rule.brand_id: rule for rule in SurveyRule.objects.all()}
    brands = list(Brand.objects.filter(is_retired=False).order_by("position", "pk"))
    rows = [(None, rules.get(None) or SurveyRule()), *((brand, rules.get(brand.pk)) for brand in brands)]
    return render(request, "tickets/survey_rules.html", 422 if form.errors else 200, rows=rows, form=form)


def _answer(request: HttpRequest, token: str, asked: Survey) -> HttpResponse:
    form = SurveyForm(request.POST)
    form.is_valid()
    given: dict[str, Any] = form.cleaned_data  # without what cannot be: the action says why
    try:
        actions.answer_survey(token, score=given.get("score"), sentence=given.get("sentence", ""), at=timezone.now())
    except Invalid as refusal:
        return _page(request, asked, status=refusal.status, wrong=str(refusal), typed=request.POST.dict())
    except Refusal as refusal:
        return _ended(request, refusal)
    return render(
        request, "tickets/survey_ended.html", told=_("Thank you. Your answer has arrived."), title=_("Thank you"), language=asked.language
    )


def _page(request: HttpRequest, asked: Survey, *, status: int = 200, wrong: str = "", typed: dict[str, str] | None = None) -> HttpResponse:
    return render(
        request,
        "tickets/survey.html",
        status,
        number=asked.ticket.number,
        brand=str(asked.ticket.brand) if asked.ticket.brand else "",
        choices=[(score, str(_WORDS[score])) for score in reversed(SCORES)],
        wrong=wrong,
        typed=typed or {},
    )


def _ended(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answered before, too old, or no link of ours: said in a calm page, in the reader's language."""
    return render(request, "tickets/survey_ended.html", refusal.status, told=str(refusal), title=_("How satisfied are you?"))


def _saved(request: OperatorRequest, form: SurveyRuleForm) -> bool:
    brand, choice = form.cleaned_data["brand"], form.cleaned_data["choice"]
    about: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    try:
        if choice == "inherit" and brand is not None:
            actions.remove_survey_rule(brand, **about)
        else:
            actions.save_survey_rule(brand, is_on=choice == "on", quiet_days=form.cleaned_data["quiet_days"], **about)
    except Invalid as refusal:
        form.add_error(refusal.field_name, str(refusal))
        return False
    return True
