"""Settings pages of the organisation and its words."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block
from balie.records.taxonomy import actions, queries
from balie.records.taxonomy.extensions import TermList
from balie.records.taxonomy.forms import OrganisationForm, TermForm
from balie.records.taxonomy.lists import lists
from balie.records.taxonomy.models import Term

PAGE = "taxonomy/terms.html"


@require_safe
def terms(request: OperatorRequest, slug: str = "purposes") -> HttpResponse:
    ensure_may(request.user, actions.MANAGE)
    return _page(request, _list(slug))


@require_http_methods(["GET", "POST"])
def add(request: OperatorRequest, slug: str) -> HttpResponse:
    ensure_may(request.user, actions.MANAGE)
    words = _list(slug)
    form = TermForm(words, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_term(words.model, name=form.name, **form.extra, by=request.user, at=timezone.now())
            return redirect_after_post("taxonomy:terms", slug)
        except Invalid as refusal:
            _tell(form, refusal)
    return _page(request, words, form=form, editing="new", status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: OperatorRequest, slug: str, pk: int) -> HttpResponse:
    ensure_may(request.user, actions.MANAGE)
    words = _list(slug)
    term = _term(words, pk)
    form = TermForm(words, request.POST or None, term=term)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_term(term, name=form.name, **form.extra, by=request.user, at=timezone.now())
            return redirect_after_post("taxonomy:terms", slug)
        except Invalid as refusal:
            _tell(form, refusal)
    return _page(request, words, form=form, editing=pk, status=422 if form.errors else 200)


@require_POST
def move(request: OperatorRequest, slug: str, pk: int) -> HttpResponse:
    words = _list(slug)
    step = -1 if request.POST.get("step") == "-1" else 1
    actions.move_term(_term(words, pk), step, by=request.user, at=timezone.now())
    if is_partial(request):
        return render_block(request, PAGE, "list", **_context(words))
    return redirect_after_post("taxonomy:terms", slug)


@require_POST
def retire(request: OperatorRequest, slug: str, pk: int) -> HttpResponse:
    words = _list(slug)
    actions.retire_term(_term(words, pk), by=request.user, at=timezone.now())
    return redirect_after_post("taxonomy:terms", slug)


@require_POST
def restore(request: OperatorRequest, slug: str, pk: int) -> HttpResponse:
    words = _list(slug)
    actions.restore_term(_term(words, pk), by=request.user, at=timezone.now())
    return redirect_after_post("taxonomy:terms", slug)


@require_http_methods(["GET", "POST"])
def organisation(request: OperatorRequest) -> HttpResponse:
    ensure_may(request.user, actions.MANAGE)
    known = queries.organisation()
    initial = {field: getattr(known, field) for field in actions.FIELDS} if known else {"zone": "Europe/Brussels", "country": "BE"}
    form = OrganisationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            if known:
                actions.change_organisation(known, form.cleaned_data, by=request.user, at=timezone.now())
            else:
                actions.create_organisation(**form.cleaned_data, by=request.user, at=timezone.now())
            return redirect_after_post("taxonomy:organisation")
        except Invalid as refusal:
            form.add_error(refusal.field_name, str(refusal))
    return render(request, "taxonomy/organisation.html", form=form, status=422 if form.errors else 200)


def _page(request: OperatorRequest, words: TermList, *, status: int = 200, **context: object) -> HttpResponse:
    return render(request, PAGE, status, **_context(words), **({"form": None, "editing": None} | context))


def _context(words: TermList) -> dict[str, Any]:
    tabs = [{"label": each.name, "url": f"/settings/taxonomy/{each.slug}/", "active": each.slug == words.slug} for each in lists().values()]
    return {"words": words, "rows": queries.rows(words.model), "languages": LANGUAGES, "tabs": tabs, "label": _("Lists")}


def _list(slug: str) -> TermList:
    found = lists().get(slug)
    if found is None:
        raise NotFound()
    return found


def _term(words: TermList, pk: int) -> Term:
    return get_object_or_404(words.model, pk=pk)


def _tell(form: TermForm, refusal: Invalid) -> None:
    """The refusal beside its field, else at the first name."""
    form.add_error(refusal.field_name if refusal.field_name in form.fields else "name_nl", str(refusal))
