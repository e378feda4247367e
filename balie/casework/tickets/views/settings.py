"""What the organisation decides about tickets: the matrix, why tickets wait, reply templates."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.models import StateReason, Ticket
from balie.casework.tickets.queries.matrix import matrix
from balie.casework.tickets.queries.templates import KIND, PLACEHOLDERS
from balie.casework.tickets.rules import DEFAULT_MATRIX
from balie.casework.tickets.settings_forms import ReasonForm, TemplateForm
from balie.casework.tickets.words import grade_names, urgency_names
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.models import Text, Translation
from balie.foundation.text.placeholders import fill
from balie.foundation.text.queries import versions_of
from balie.foundation.web.pages import redirect_after_post, render

MANAGE = "settings.manage"


def settings(request: OperatorRequest) -> HttpResponse:
    """The matrix as a picture of nine cells, and the reasons of waiting."""
    ensure_may(request.user, MANAGE)
    form = ReasonForm(request.POST if request.POST.get("part") == "reason" else None)
    if request.method == "POST" and _saved(request, form):
        return redirect_after_post("tickets:settings")
    return render(
        request,
        "tickets/settings.html",
        status=422 if form.errors else 200,
        matrix=matrix(),
        urgencies=urgency_names(),
        grades=grade_names(),
        priorities=Ticket.Priority.choices,
        reasons=list(StateReason.objects.order_by("is_retired", "state", "pk")),
        states=dict(Ticket.State.choices),
        form=form,
    )


def templates(request: OperatorRequest) -> HttpResponse:
    """The reply templates with the languages each has."""
    ensure_may(request.user, MANAGE)
    rows = Text.objects.filter(kind=KIND).prefetch_related("translations").order_by("is_retired", "pk")
    listed = [
        (row, {each.language: each.get_state_display() for each in row.translations.all() if each.version == row.version}) for row in rows
    ]
    return render(request, "tickets/templates.html", templates=listed, languages=LANGUAGES)


def template(request: OperatorRequest, key: str = "") -> HttpResponse:
    """One template: its words side by side, the placeholders, the versions."""
    ensure_may(request.user, MANAGE)
    text = get_object_or_404(Text, kind=KIND, key=key) if key else None
    versions = versions_of(text) if text else []
    form = TemplateForm(request.POST or None, initial=_words(text, versions))
    previews = _previews(form) if "preview" in request.POST and form.is_valid() else {}
    if request.method == "POST" and not previews and form.is_valid():
        actions.save_template(text.key if text else "", name=form.label(), words=form.words(), by=request.user, at=timezone.now())
        return redirect_after_post("tickets:templates")
    status = 422 if form.errors else 200
    return render(
        request,
        "tickets/template_text.html",
        status=status,
        form=form,
        text=text,
        versions=versions,
        placeholders=PLACEHOLDERS,
        languages=LANGUAGES,
        previews=previews,
    )


@require_POST
def retire_template(request: OperatorRequest, key: str) -> HttpResponse:
    text = get_object_or_404(Text, kind=KIND, key=key)
    actions.set_template_retired(text, is_retired=not text.is_retired, by=request.user, at=timezone.now())
    return redirect_after_post("tickets:templates")


def _saved(request: OperatorRequest, form: ReasonForm) -> bool:
    at = timezone.now()
    match request.POST.get("part"):
        case "matrix":
            actions.save_matrix(_cells(request), by=request.user, at=at)
        case "reason":
            if not form.is_valid():
                return False
            actions.save_reason(form.cleaned_data["key"], state=form.cleaned_data["state"], name=form.label(), by=request.user, at=at)
        case "retire":
            reason = get_object_or_404(StateReason, key=request.POST.get("key", ""))
            actions.set_reason_retired(reason, is_retired=not reason.is_retired, by=request.user, at=at)
        case _:
            raise Http404(_("Nothing was sent."))
    return True


def _cells(request: HttpRequest) -> dict[tuple[int, int], int]:
    cells = {}
    for urgency, impact in DEFAULT_MATRIX:
        typed = request.POST.get(f"cell_{urgency}_{impact}", "")
        cells[urgency, impact] = int(typed) if typed.isdigit() else 0
    return cells


def _previews(form: TemplateForm) -> dict[str, str]:
    """Language → the words with every placeholder's example."""
    examples = {each.name: each.example for each in PLACEHOLDERS}
    return {code: fill(body, examples) for code, (_title, body) in form.words().items()}


def _words(text: Text | None, versions: list[Translation]) -> dict[str, str]:
    if text is None:
        return {}
    newest = {each.language: each.body for each in versions if each.version == text.version}
    return {f"name_{code}": text.name.get(code, "") for code in LANGUAGES} | {f"body_{code}": newest.get(code, "") for code in LANGUAGES}
