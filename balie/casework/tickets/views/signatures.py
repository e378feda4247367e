"""The doors of what stands below operators' mails."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest, Team
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.queries.signatures import KIND, OFFERED, scope_of
from balie.casework.tickets.settings_forms import SignatureForm
from balie.casework.tickets.views.settings import MANAGE, states_of
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.models import Text
from balie.foundation.text.placeholders import fill
from balie.foundation.web.pages import redirect_after_post, render
from balie.records.taxonomy.models import Brand


@require_safe
def signatures(request: OperatorRequest) -> HttpResponse:
    """Every signature in use: of whom, and in which languages."""
    ensure_may(request.user, MANAGE)
    rows = list(Text.objects.filter(kind=KIND, is_retired=False).prefetch_related("translations").order_by("pk"))
    teams, brands = _names(Team), _names(Brand)
    scoped = [(scope_of(row.key), row) for row in rows]
    listed = [(teams.get(team or 0, ""), brands.get(brand or 0, ""), row, states_of(row)) for (team, brand), row in scoped]
    listed.sort(key=lambda line: line[:2])
    return render(request, "tickets/signatures.html", signatures=listed, languages=LANGUAGES)


def signature(request: OperatorRequest, key: str = "") -> HttpResponse:
    """One signature, its words in each language; posted with `preview` nothing is published."""
    ensure_may(request.user, MANAGE)
    text = get_object_or_404(Text, kind=KIND, key=key, is_retired=False) if key else None
    form = SignatureForm(request.POST or None, initial=_initial(text))
    if text:
        form.fields["team"].disabled = form.fields["brand"].disabled = True
    shows = "preview" in request.POST and form.is_valid()
    if request.method == "POST" and not shows and form.is_valid():
        _save(request, form)
        return redirect_after_post("tickets:signatures")
    return render(
        request,
        "tickets/signature.html",
        422 if form.errors else 200,
        form=form,
        text=text,
        name=(str(text.name) if text.key != "all" else _("Everybody")) if text else _("New signature"),
        languages=LANGUAGES,
        placeholders=OFFERED,
        previews=_previews(form) if shows else {},
    )


@require_POST
def retire_signature(request: OperatorRequest, key: str) -> HttpResponse:
    """Use it no more."""
    text = get_object_or_404(Text, kind=KIND, key=key)
    actions.retire_signature(text, by=request.user, at=timezone.now())
    return redirect_after_post("tickets:signatures")


def _save(request: OperatorRequest, form: SignatureForm) -> None:
    team = Team.objects.filter(pk=form.cleaned_data["team"] or 0).first()
    brand = Brand.objects.filter(pk=form.cleaned_data["brand"] or 0).first()
    actions.save_signature(team=team, brand=brand, words=form.words(), by=request.user, at=timezone.now())


def _initial(text: Text | None) -> dict[str, Any]:
    if text is None:
        return {}
    team, brand = scope_of(text.key)
    current = {each.language: each.body for each in text.translations.filter(version=text.version)}
    return {"team": team or "", "brand": brand or ""} | {f"body_{code}": current.get(code, "") for code in LANGUAGES}


def _previews(form: SignatureForm) -> dict[str, str]:
    examples = {each.name: each.example for each in OFFERED}
    return {code: fill(body, examples) for code, (_title, body) in form.words().items()}


def _names(model: type[Team] | type[Brand]) -> dict[int, str]:
    return {row.pk: str(row.name) for row in model._default_manager.all()}
