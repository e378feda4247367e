"""One's state in the top bar, the operators a lead answers for, and how work is handed out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest, Skill, User
from balie.access.permissions.actions import ensure_may, may
from balie.conversation.routing import actions, queries
from balie.conversation.routing.extensions import NEXT
from balie.conversation.routing.forms import AbilitiesForm, LimitsForm, ReasonForm, RequirementForm, StateForm
from balie.conversation.routing.models import NotReadyReason, OperatorState, Requirement
from balie.conversation.routing.policies import BE_READY, MANAGE, SETTINGS, VIEW
from balie.foundation.errors import NotFound, Refusal
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block

TONES = {"available": "green", "offered": "amber", "talking": "blue", "wrap_up": "amber", "not_ready": "red", "missed": "red", "": ""}


@require_http_methods(["GET", "HEAD", "POST"])
def state(request: OperatorRequest) -> HttpResponse:
    """One's own state as it stands in the top bar; posting chooses another."""
    ensure_may(request.user, BE_READY)
    told = ""
    if request.method == "POST":
        form = StateForm(request.POST)
        try:
            if form.is_valid():
                actions.choose_state(request.user, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            told = str(refusal)
        if not is_partial(request):
            return redirect_after_post("desk:home")
    return render_block(request, "routing/state.html", "state", **_bar(request.user), told=told)


@require_safe
def operators(request: OperatorRequest) -> HttpResponse:
    """Who of one's teams can be given work, and what they hold."""
    ensure_may(request.user, VIEW)
    context: dict[str, Any] = {"lines": queries.operators_for(request.user), "tones": TONES, "names": _state_names()}
    if is_partial(request):
        return render_block(request, "routing/operators.html", "list", **context)
    return render(request, "routing/operators.html", **context)


@require_http_methods(["GET", "HEAD", "POST"])
def operator(request: OperatorRequest, user_id: int) -> HttpResponse:
    """An operator's state, skills, languages and the day's record; posting keeps skills and languages."""
    ensure_may(request.user, VIEW)
    found = _led(request, user_id)
    skills = list(Skill.objects.order_by("key"))
    known = dict(found.skills.values_list("skill_id", "level"))
    initial: dict[str, Any] = {"languages": found.spoken_languages, **{f"skill_{pk}": level for pk, level in known.items()}}
    form = AbilitiesForm(request.POST or None, skills=skills, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_abilities(found, skills=form.levels(), languages=form.cleaned_data["languages"], by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect_after_post("routing:operator", found.pk)
    record = queries.record_of(found)
    return render(
        request,
        "routing/operator.html",
        422 if form.errors else 200,
        person=found,
        form=form,
        standing=queries.standing_in(record),
        record=record,
        choices=state_choices(),
        names=_state_names(),
        may_manage=may(request.user, MANAGE),
    )


@require_POST
def set_state(request: OperatorRequest, user_id: int) -> HttpResponse:
    """A lead says how an operator stands: who forgot to come back from lunch, or went home."""
    ensure_may(request.user, MANAGE)
    found = _led(request, user_id)
    form = StateForm(request.POST)
    if form.is_valid():
        actions.choose_state(found, **form.cleaned_data, by=request.user, at=timezone.now())
    return redirect_after_post("routing:operator", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: OperatorRequest) -> HttpResponse:
    """How much one holds at once, and what work asks."""
    ensure_may(request.user, SETTINGS)
    part = request.POST.get("part", "")
    limits = LimitsForm(request.POST if part == "limits" else None, limits=queries.limits())
    requirement = RequirementForm(request.POST if part == "require" else None)
    if request.method == "POST" and _saved(request, part, limits, requirement):
        return redirect_after_post("routing:settings")
    return render(
        request,
        "routing/settings.html",
        422 if limits.errors or requirement.errors else 200,
        requirements=queries.requirements(),
        limits_form=limits,
        requirement_form=requirement,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reasons(request: OperatorRequest) -> HttpResponse:
    """Why operators are not ready."""
    ensure_may(request.user, SETTINGS)
    part, by, at = request.POST.get("part", ""), request.user, timezone.now()
    form = ReasonForm(request.POST if part == "reason" else None)
    if part == "retire":
        row = get_object_or_404(NotReadyReason, key=request.POST.get("key", ""))
        actions.set_reason_retired(row, is_retired=not row.is_retired, by=by, at=at)
        return redirect_after_post("routing:reasons")
    if part == "reason" and form.is_valid():
        actions.save_reason(form.cleaned_data["key"], name=form.label(), by=by, at=at)
        return redirect_after_post("routing:reasons")
    return render(request, "routing/reasons.html", 422 if form.errors else 200, reasons=queries.all_reasons(), form=form)


def state_choices() -> list[tuple[str, str]]:
    """What a person may choose: available, not ready with each reason, not at the desk."""
    away = [(f"not_ready:{each.key}", str(each.name)) for each in queries.reasons()]
    return [("available", _("Available")), *away, ("off", _("Not at the desk"))]


def _bar(user: User) -> dict[str, Any]:
    standing = queries.standing_of(user)
    chosen = f"not_ready:{standing.reason_key}" if standing.reason_key else standing.state or "off"
    following = next((address for fill in NEXT.fillings() if (address := fill(user))), "")
    return {"next_url": following, "standing": standing, "tone": TONES[standing.state], "chosen": chosen, "choices": state_choices()}


def _state_names() -> dict[str, str]:
    return {"": _("not at the desk")} | {value: str(label) for value, label in OperatorState.State.choices}


def _led(request: OperatorRequest, user_id: int) -> User:
    found = queries.operator_named(request.user, user_id)
    if found is None:
        raise NotFound()
    return found


def _saved(request: OperatorRequest, part: str, limits: LimitsForm, requirement: RequirementForm) -> bool:
    by, at = request.user, timezone.now()
    match part:
        case "limits" if limits.is_valid():
            actions.save_limits(limits.limits(), beside=limits.beside(), by=by, at=at)
        case "require" if requirement.is_valid():
            asked = requirement.cleaned_data
            actions.require(asked["skill"], asked["least"], category=asked["category"], team=asked["team"], by=by, at=at)
        case "drop":
            row = get_object_or_404(Requirement, pk=whole(request.POST.get("requirement", "")))
            actions.drop_requirement(row, by=by, at=at)
        case "limits" | "require":
            return False
        case _:
            raise Http404(_("Nothing was sent."))
    return True
