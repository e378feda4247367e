"""What the organisation decides about tickets: the matrix, why tickets wait, reply templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.models import StateReason, TemplatePlace, Ticket
from balie.casework.tickets.queries.matrix import matrix
from balie.casework.tickets.queries.templates import KIND, PLACEHOLDERS
from balie.casework.tickets.rules import DEFAULT_MATRIX, PAUSES
from balie.casework.tickets.settings_forms import ReasonForm, TemplateForm
from balie.casework.tickets.words import grade_names, urgency_names
from balie.conversation.email.queries import mailbox_choices
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.models import Text, Translation
from balie.foundation.text.numbers import whole
from balie.foundation.text.placeholders import fill
from balie.foundation.text.queries import versions_of
from balie.foundation.web.pages import redirect_after_post, render
from balie.records.sla.models import Metric
from balie.records.taxonomy.models import Brand
from balie.records.taxonomy.queries import choices as terms

MANAGE = "settings.manage"
PLACES = ("brands", "mailboxes")


def settings(request: OperatorRequest) -> HttpResponse:
    """The matrix as a picture of nine cells, and the reasons of waiting."""
    ensure_may(request.user, MANAGE)
    form = ReasonForm(request.POST if request.POST.get("part") == "reason" else None, initial=_reason(request.GET.get("reason", "")))
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
        reasons=[(row, _held_in_words(row)) for row in StateReason.objects.order_by("is_retired", "state", "pk")],
        states=dict(Ticket.State.choices),
        form=form,
    )


def templates(request: OperatorRequest) -> HttpResponse:
    """The reply templates with the languages each has."""
    ensure_may(request.user, MANAGE)
    rows = Text.objects.filter(kind=KIND).select_related("place").prefetch_related("translations").order_by("is_retired", "pk")
    brands, boxes = dict(terms(Brand)), dict(mailbox_choices())
    listed = [(row, states_of(row), _place_in_words(row, brands, boxes)) for row in rows]
    return render(request, "tickets/templates.html", templates=listed, languages=LANGUAGES)


def template(request: OperatorRequest, key: str = "") -> HttpResponse:
    """One template: its words side by side, the placeholders, the versions."""
    ensure_may(request.user, MANAGE)
    text = get_object_or_404(Text, kind=KIND, key=key) if key else None
    versions = versions_of(text) if text else []
    form = TemplateForm(request.POST or None, initial=_words(text, versions))
    previews = _previews(form) if "preview" in request.POST and form.is_valid() else {}
    if request.method == "POST" and not previews and form.is_valid():
        place = {name: form.cleaned_data[name] for name in PLACES}
        actions.save_template(text.key if text else "", name=form.label(), words=form.words(), **place, by=request.user, at=timezone.now())
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
            chosen = {name: form.cleaned_data[name] for name in ("state", "pauses")}
            actions.save_reason(form.cleaned_data["key"], name=form.label(), **chosen, by=request.user, at=at)
        case "retire":
            reason = get_object_or_404(StateReason, key=request.POST.get("key", ""))
            actions.set_reason_retired(reason, is_retired=not reason.is_retired, by=request.user, at=at)
        case _:
            raise Http404(_("Nothing was sent."))
    return True


def _reason(key: str) -> dict[str, Any]:
    """The reason with this key as the form shows it."""
    row = StateReason.objects.filter(key=key).first() if key else None
    if row is None:
        return {}
    return {"key": row.key, "state": row.state, "pauses": _held(row)} | {f"name_{code}": row.name.get(code, "") for code in LANGUAGES}


def _held(row: StateReason) -> Sequence[str]:
    return PAUSES[row.state] if row.pauses is None else row.pauses


def _held_in_words(row: StateReason) -> str:
    held = _held(row)
    return ", ".join(str(word) for code, word in Metric.choices if code in held) or _("nothing")


def _cells(request: HttpRequest) -> dict[tuple[int, int], int]:
    cells = {}
    for urgency, impact in DEFAULT_MATRIX:
        typed = request.POST.get(f"cell_{urgency}_{impact}", "")
        cells[urgency, impact] = whole(typed)
    return cells


def _previews(form: TemplateForm) -> dict[str, str]:
    """Language → the words with every placeholder's example."""
    examples = {each.name: each.example for each in PLACEHOLDERS}
    return {code: fill(body, examples) for code, (_title, body) in form.words().items()}


def states_of(text: Text) -> dict[str, str]:
    """Language → the state of its current words."""
    return {each.language: each.get_state_display() for each in text.translations.all() if each.version == text.version}


def _place_in_words(text: Text, brands: Mapping[int, str], boxes: Mapping[int, str]) -> str:
    place: TemplatePlace | None = getattr(text, "place", None)
    if place is None:
        return ""
    named = [brands.get(pk, "") for pk in place.brand_ids] + [boxes.get(pk, "").partition(",")[0] for pk in place.mailbox_ids]
    return ", ".join(name for name in named if name)


def _words(text: Text | None, versions: list[Translation]) -> dict[str, Any]:
    if text is None:
        return {}
    newest = {each.language: each.body for each in versions if each.version == text.version}
    place: TemplatePlace = getattr(text, "place", None) or TemplatePlace()
    named = {f"name_{code}": text.name.get(code, "") for code in LANGUAGES} | {f"body_{code}": newest.get(code, "") for code in LANGUAGES}
    return named | {"brands": place.brand_ids, "mailboxes": place.mailbox_ids}
