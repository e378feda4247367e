"""The doors of identity: the panel beside a contact, and the settings."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.queries import contact_for
from balie.conversation.identity import actions, queries
from balie.conversation.identity.forms import CheckForm, DemandForm, TierForm
from balie.conversation.identity.models import Demand, Level
from balie.conversation.identity.policies import CHECK, SETTINGS
from balie.foundation.errors import Invalid
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block

PANEL = "identity/panel.html"


@require_safe
def panel(request: OperatorRequest, number: int) -> HttpResponse:
    """Who it is: what to ask and what was checked; `level` asks for more than the purpose takes. A page of its own without the bundle."""
    ensure_may(request.user, CHECK)
    return _panel(request, number, begins=not is_partial(request))


@require_POST
def check(request: OperatorRequest, number: int) -> HttpResponse:
    """Compare an answer, or keep what the operator saw; nothing that was answered comes back."""
    form = CheckForm(request.POST)
    if not form.is_valid():
        raise Http404
    given = form.cleaned_data
    contact = _contact(request, number)
    try:
        actions.check_fact(contact, given["fact"], answer=given["answer"], is_right=form.ticked(), by=request.user, at=timezone.now())
    except Invalid as refusal:
        return _panel(request, number, wrong={given["fact"]: str(refusal)}, begins=True)
    if not is_partial(request):
        return redirect_after_post(_address(request, number))
    return _panel(request, number, begins=True)


@require_POST
def reopen(request: OperatorRequest, number: int) -> HttpResponse:
    """A lead lets the check go on."""
    actions.reopen_check(_contact(request, number), by=request.user, at=timezone.now())
    if not is_partial(request):
        return redirect_after_post(_address(request, number))
    return _panel(request, number, begins=True)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: OperatorRequest) -> HttpResponse:
    """What each level takes, and which level is needed for what."""
    ensure_may(request.user, SETTINGS)
    part = request.POST.get("part", "")
    tiers = [TierForm(request.POST if part == f"tier{level}" else None, tier=tier) for level, tier in queries.all_tiers().items()]
    demand = DemandForm(request.POST if part == "demand" else None)
    if request.method == "POST" and _saved(request, part, tiers, demand):
        messages.success(request, _("Saved."))
        return redirect_after_post("identity:settings")
    return render(
        request,
        "identity/settings.html",
        422 if demand.errors or any(form.errors for form in tiers) else 200,
        tiers=[(Level(form.level).label, form) for form in tiers],
        demand_form=demand,
        demands=queries.demand_lines(),
    )


def _contact(request: OperatorRequest, number: int) -> Contact:
    return contact_for(request.user, number)


def _panel(request: OperatorRequest, number: int, *, wrong: dict[str, str] | None = None, begins: bool) -> HttpResponse:
    """`begins`: the caret goes to the first fact that is still to ask."""
    sight = queries.sight_for(request.user, number, level=_level(request))
    context: dict[str, Any] = {"sight": sight, "number": number, "wrong": wrong or {}, "begins": begins, "asked_level": _level(request)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    if is_partial(request):
        return render_block(request, PANEL, "panel", status, **context)
    return render(request, PANEL, status, **context)


def _level(request: OperatorRequest) -> int:
    level = whole(request.GET.get("level", ""))
    return level if level in Level.values else 0


def _address(request: OperatorRequest, number: int) -> str:
    return queries.panel_url(number, _level(request))


def _saved(request: OperatorRequest, part: str, tiers: list[TierForm], demand: DemandForm) -> bool:
    by, at = request.user, timezone.now()
    if part == "drop":
        row = get_object_or_404(Demand, pk=whole(request.POST.get("demand", "")))
        actions.drop_demand(row, by=by, at=at)
        return True
    form: Any = next((each for each in tiers if part == f"tier{each.level}"), demand if part == "demand" else None)
    if form is None:
        raise Http404(_("Nothing was sent."))
    if not form.is_valid():
        return False
    try:
        if isinstance(form, TierForm):
            actions.set_tier(form.tier(), by=by, at=at)
        else:
            actions.demand(**form.cleaned_data, by=by, at=at)
    except Invalid as refusal:
        form.add_error(refusal.field_name if refusal.field_name in form.fields else None, str(refusal))
        return False
    return True
