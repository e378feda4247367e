"""The doors of promises: one's own, those about something, and how they are kept."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.conversation.promises import actions, queries
from balie.conversation.promises.forms import PromiseForm, ReminderForm, SettleForm
from balie.conversation.promises.models import Promise
from balie.conversation.promises.policies import MAKE, SETTINGS, VIEW, VIEW_TEAM
from balie.foundation.errors import Invalid, NotFound, Refusal
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block

ABOUT = "promises/about.html"


@require_safe
def index(request: OperatorRequest) -> HttpResponse:
    """One's own promises; for who leads, `?view=team`: the late ones, and how colleagues keep theirs."""
    ensure_may(request.user, VIEW)
    leads = request.user.has(VIEW_TEAM)
    view = "team" if leads and request.GET.get("view") == "team" else "mine"
    at = timezone.now()
    context: dict[str, Any] = {
        "view": view,
        "leads": leads,
        "now": at,
        "here": request.get_full_path(),
        "mine": queries.tally_of(request.user, at=at),
    }
    if view == "team":
        context |= {"open": queries.late_for(request.user, at=at), "people": queries.tallies_for(request.user, at=at)}
        context |= {"teams": queries.team_tallies_for(request.user, at=at), "ended": []}
    else:
        context |= {"open": queries.promises_of(request.user, viewer=request.user), "people": [], "teams": []}
        context |= {"ended": queries.ended_of(request.user, viewer=request.user)}
    if is_partial(request):
        return render_block(request, "promises/index.html", "list", **context)
    page = render(request, "promises/index.html", **context)
    if any(line.came_from for line in context["open"] if view == "mine"):
        actions.see_promises(by=request.user)
    return page


@require_http_methods(["GET", "HEAD", "POST"])
def about(request: OperatorRequest, kind: str, number: int) -> HttpResponse:
    """The part of a page that tells what was promised about it, and takes another promise."""
    ensure_may(request.user, VIEW)
    subject = queries.subject_kind(kind)
    found = subject.find(request.user, number)
    if request.method != "POST":
        return _about(request, kind, number, found)
    ensure_may(request.user, MAKE)
    form = PromiseForm(request.POST)
    wrong: dict[str, str] = {name: " ".join(str(error) for error in errors) for name, errors in form.errors.items()}
    if form.is_valid():
        try:
            given = form.cleaned_data
            actions.make_promise(
                kind,
                found,
                what=given["what"],
                due_at=given["due_at"],
                owner=given["owner"] or request.user,
                by=request.user,
                at=timezone.now(),
            )
        except Invalid as refusal:
            wrong = {refusal.field_name: str(refusal)}
    if not wrong and not is_partial(request):
        return redirect_after_post(subject.url(number))
    return _about(request, kind, number, found, wrong=wrong)


@require_POST
def settle(request: OperatorRequest, pk: int) -> HttpResponse:
    """Kept, not kept, or moved; answers with the line of the promise."""
    ensure_may(request.user, MAKE)
    form = SettleForm(request.POST)
    told = "" if form.is_valid() else " ".join(str(error) for errors in form.errors.values() for error in errors)
    if not told:
        try:
            _settle(request, pk, form)
        except Refusal as refusal:
            if refusal.status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
                raise
            told = str(refusal)
    if not is_partial(request):
        if told:
            messages.error(request, told)
        return redirect_after_post("promises:index")
    rows = Promise.objects.visible_to(request.user).filter(pk=pk).select_related("owner", "came_from")
    lines = queries.lines(request.user, list(rows))
    if not lines:
        raise NotFound()
    status = HTTPStatus.UNPROCESSABLE_ENTITY if told else HTTPStatus.OK
    return render_block(
        request, "promises/line.html", "line", status, line=lines[0], told=told, now=timezone.now(), key="", typed=request.POST.dict()
    )


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: OperatorRequest) -> HttpResponse:
    """How long before its moment owners are reminded."""
    ensure_may(request.user, SETTINGS)
    form = ReminderForm(request.POST or None, initial={"minutes": queries.reminder_minutes()})
    if request.method == "POST" and form.is_valid():
        actions.set_reminder(form.cleaned_data["minutes"], by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect_after_post("promises:settings")
    return render(request, "promises/settings.html", 422 if form.errors else 200, form=form)


def _settle(request: OperatorRequest, pk: int, form: SettleForm) -> None:
    given, by, at = form.cleaned_data, request.user, timezone.now()
    match given["how"]:
        case "kept":
            actions.keep_promise(pk, by=by, at=at)
        case "broken":
            actions.break_promise(pk, reason=given["reason"], by=by, at=at)
        case _:
            if given["due_at"] is None:
                raise Invalid(field="due_at", reason=_("Say by when."))
            actions.move_promise(pk, due_at=given["due_at"], reason=given["reason"], by=by, at=at, version=given["version"])


def _about(request: OperatorRequest, kind: str, number: int, found: Any, *, wrong: dict[str, str] | None = None) -> HttpResponse:
    return render_block(
        request,
        ABOUT,
        "about",
        HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        kind=kind,
        number=number,
        lines=queries.promises_about(request.user, kind, found),
        may_make=request.user.has(MAKE),
        typed=request.POST.dict() if wrong else {},
        wrong=wrong or {},
        now=timezone.now(),
    )
