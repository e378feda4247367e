"""The settings pages of procedures: the list, the editor with its steps, a preview, and the history of versions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.casework.procedures import actions
from balie.casework.procedures.forms import NameForm, ProcedureForm, StepForm
from balie.casework.procedures.models import Procedure, Version
from balie.casework.procedures.policies import MANAGE
from balie.casework.procedures.queries import editing
from balie.foundation.errors import Invalid, Outdated
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block
from balie.records.calendars.models import Calendar
from balie.records.calendars.queries import calendars
from balie.records.taxonomy.models import Category, Purpose
from balie.records.taxonomy.queries import category_choices

PAGE = "procedures/procedure.html"


@require_safe
def index(request: OperatorRequest) -> HttpResponse:
    """Every procedure, with what it is for."""
    ensure_may(request.user, MANAGE)
    return render(request, "procedures/index.html", procedures=editing.procedures(), categories=dict(category_choices()))


@require_http_methods(["GET", "POST"])
def create(request: OperatorRequest) -> HttpResponse:
    """A name; the rest follows in the editor."""
    ensure_may(request.user, MANAGE)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_procedure(name=form.name, by=request.user, at=timezone.now())
            return redirect_after_post("procedures:procedure", made.key)
        except Invalid as refusal:
            form.add_error(refusal.field_name, str(refusal))
    return render(request, "procedures/create.html", 422 if form.errors else 200, form=form)


@require_http_methods(["GET", "POST"])
def procedure(request: OperatorRequest, key: str) -> HttpResponse:
    """The version being written, or the one in use: name, what it is for, and its steps."""
    ensure_may(request.user, MANAGE)
    shown, known = editing.newest_version(key), calendars()
    form = ProcedureForm(request.POST or None, procedure=shown.procedure, version=shown, calendars=known)
    if request.method == "POST" and form.is_valid() and _saved(request, key, form):
        return redirect_after_post("procedures:procedure", key)
    return _page(request, shown, known, form, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def step(request: OperatorRequest, key: str, pk: int = 0) -> HttpResponse:
    """One step of the draft, or a new one."""
    ensure_may(request.user, MANAGE)
    shown = editing.newest_version(key)
    day = editing.day_of(shown.calendar)
    edited = editing.step_of(shown, pk, day=day) if pk else None
    form = StepForm(request.POST or None, edited=edited, day=day)
    if request.method == "POST" and form.is_valid() and _step_saved(request, key, pk, form):
        return redirect_after_post("procedures:procedure", key)
    context: dict[str, Any] = {"procedure": shown.procedure, "version": shown, "edited": edited, "form": form, "languages": LANGUAGES}
    return render(request, "procedures/step.html", 422 if form.errors else 200, **context)


@require_POST
def move(request: OperatorRequest, key: str, pk: int) -> HttpResponse:
    """One place earlier with `step=-1`, else later."""
    places = -1 if request.POST.get("step") == "-1" else 1
    actions.move_step(key, pk, places, by=request.user, at=timezone.now())
    if not is_partial(request):
        return redirect_after_post("procedures:procedure", key)
    return render_block(request, PAGE, "steps", **_context(editing.newest_version(key), calendars()), moved=pk)


@require_POST
def remove(request: OperatorRequest, key: str, pk: int) -> HttpResponse:
    return _done(request, key, lambda: actions.remove_step(key, pk, by=request.user, at=timezone.now()))


@require_POST
def begin(request: OperatorRequest, key: str) -> HttpResponse:
    """A new version, as a copy of the one in use."""
    return _done(request, key, lambda: actions.begin_draft(key, by=request.user, at=timezone.now()))


@require_POST
def drop(request: OperatorRequest, key: str) -> HttpResponse:
    """Throw the version being written away."""
    actions.drop_draft(key, by=request.user, at=timezone.now())
    return (
        redirect_after_post("procedures:procedure", key)
        if Procedure.objects.filter(key=key).exists()
        else redirect_after_post("procedures:index")
    )


@require_POST
def publish(request: OperatorRequest, key: str) -> HttpResponse:
    """Let the draft start from now on, with a remark on what changed."""
    remark = request.POST.get("remark", "")
    return _done(request, key, lambda: actions.publish(key, remark=remark, version=_version(request), by=request.user, at=timezone.now()))


@require_POST
def retire(request: OperatorRequest, key: str) -> HttpResponse:
    """Let it start no more, or with `is_retired=0` again."""
    is_retired = request.POST.get("is_retired") != "0"
    return _done(request, key, lambda: actions.set_retired(key, is_retired=is_retired, by=request.user, at=timezone.now()))


@require_safe
def preview(request: OperatorRequest, key: str) -> HttpResponse:
    """As it will stand beside a ticket, in the language asked."""
    ensure_may(request.user, MANAGE)
    shown = editing.newest_version(key)
    asked = request.GET.get("language", "")
    language = asked if asked in LANGUAGES else (translation.get_language() or LANGUAGES[0])[:2]
    with translation.override(language):
        steps = editing.steps_of(shown, day=editing.day_of(shown.calendar))
    return render(
        request, "procedures/preview.html", procedure=shown.procedure, version=shown, steps=steps, languages=LANGUAGES, language=language
    )


@require_safe
def history(request: OperatorRequest, key: str) -> HttpResponse:
    """Every version: when and by whom it was published, what for, and how many runs of it go on."""
    ensure_may(request.user, MANAGE)
    found = editing.find_procedure(key)
    shown: dict[str, Any] = {"versions": editing.versions_of(found), "running": editing.running(found), "most": editing.MOST_COUNTED}
    return render(request, "procedures/history.html", procedure=found, categories=dict(category_choices()), **shown)


def _done(request: OperatorRequest, key: str, act: Callable[[], object]) -> HttpResponse:
    """Back to the editor; a "no" about the procedure itself is told there."""
    try:
        act()
    except (Invalid, Outdated) as refusal:
        shown, known = editing.newest_version(key), calendars()
        form = ProcedureForm(procedure=shown.procedure, version=shown, calendars=known)
        return _page(request, shown, known, form, status=refusal.status, wrong=str(refusal))
    return redirect_after_post("procedures:procedure", key)


def _page(
    request: OperatorRequest, shown: Version, known: Sequence[Calendar], form: ProcedureForm, *, status: int = 200, wrong: str = ""
) -> HttpResponse:
    return render(request, PAGE, status, **_context(shown, known), form=form, wrong=wrong, moved=0)


def _context(shown: Version, known: Sequence[Calendar]) -> dict[str, Any]:
    steps = editing.steps_of(shown, day=editing.day_of(shown.calendar, known))
    is_draft = shown.state == Version.State.DRAFT
    return {"procedure": shown.procedure, "version": shown, "steps": steps, "is_draft": is_draft, "may_drop": is_draft and shown.number > 1}


def _saved(request: OperatorRequest, key: str, form: ProcedureForm) -> bool:
    given = form.cleaned_data
    try:
        actions.save_draft(
            key,
            name=form.name,
            category=get_object_or_404(Category, pk=given["category"]) if given["category"] else None,
            purpose=get_object_or_404(Purpose, pk=given["purpose"]) if given["purpose"] else None,
            calendar=get_object_or_404(Calendar, pk=given["calendar"]) if given["calendar"] else None,
            version=_version(request),
            by=request.user,
            at=timezone.now(),
        )
    except (Invalid, Outdated) as refusal:
        form.add_error(getattr(refusal, "field_name", None), str(refusal))
        return False
    return True


def _step_saved(request: OperatorRequest, key: str, pk: int, form: StepForm) -> bool:
    about: dict[str, Any] = {"version": _version(request), "by": request.user, "at": timezone.now()}
    try:
        actions.save_step(key, pk or None, words=form.words, fields=form.asked, still_right=form.cleaned_data["still_right"], **about)
    except (Invalid, Outdated) as refusal:
        field = getattr(refusal, "field_name", "")
        form.add_error(field if field in form.fields else None, str(refusal))
        return False
    return True


def _version(request: OperatorRequest) -> int | None:
    typed = request.POST.get("version", "")
    return whole(typed) or None
