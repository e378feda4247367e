"""Menus as the organisation sets them up, as outlines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.conversation.ivr import actions, forms, queries
from balie.conversation.ivr.forms import MenuForm
from balie.conversation.ivr.models import Menu
from balie.conversation.ivr.policies import SETTINGS
from balie.conversation.ivr.rules.outline import Line
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.web.pages import redirect_after_post, render


@require_safe
def menus(request: OperatorRequest) -> HttpResponse:
    """All menus, and how well what callers are told of their wait came out."""
    ensure_may(request.user, SETTINGS)
    return render(request, "ivr/menus.html", menus=queries.all_menus(), coverage=queries.coverage())


@require_http_methods(["GET", "HEAD", "POST"])
def create_menu(request: OperatorRequest) -> HttpResponse:
    ensure_may(request.user, SETTINGS)
    return _edited(request, None, [])


@require_http_methods(["GET", "HEAD", "POST"])
def menu(request: OperatorRequest, key: str) -> HttpResponse:
    ensure_may(request.user, SETTINGS)
    found = queries.menu_to_edit(key)
    if found is None:
        raise NotFound()
    return _edited(request, *found)


def _edited(request: OperatorRequest, row: Menu | None, kept: list[Line]) -> HttpResponse:
    """Each button of the outline sends it whole and gets it back changed; only saving keeps it."""
    if request.method != "POST":
        return _page(request, row, MenuForm(None, menu=row), kept)
    try:
        lines = forms.lines_in(request.POST)
        if request.POST.get("edit"):
            return _page(request, row, _as_typed(request, row), forms.edited(lines, request.POST))
    except ValueError as error:
        raise BadRequest(str(error)) from error
    return _save(request, row, lines)


def _save(request: OperatorRequest, row: Menu | None, lines: Sequence[Line]) -> HttpResponse:
    form, at = MenuForm(request.POST, menu=row), timezone.now()
    if not form.is_valid():
        return _page(request, row, form, lines, status=422)
    key = row.key if row else form.cleaned_data["key"]
    if row is None and Menu.objects.filter(key=key).exists():
        form.add_error("key", _("There is a menu of this name already."))
        return _page(request, row, form, lines, status=422)
    try:
        saved = actions.save_menu(key, lines, name=form.label(), by=request.user, at=at)
    except actions.Unusable as unusable:
        return _page(request, row, form, lines, faults=forms.told(unusable.problems), status=422)
    try:
        actions.answer_by_menu(saved, form.chosen_numbers(), by=request.user, at=at)
    except Invalid as invalid:
        form.add_error("numbers", str(invalid))
        return _page(request, saved, form, lines, status=422)
    messages.success(request, _("Saved."))
    return redirect_after_post("ivr:menu", saved.key)


def _as_typed(request: OperatorRequest, row: Menu | None) -> MenuForm:
    """What was typed, not judged yet."""
    form = MenuForm(request.POST, menu=row)
    form.is_valid()
    form.errors.clear()
    return form


def _page(
    request: OperatorRequest,
    row: Menu | None,
    form: MenuForm,
    lines: Sequence[Line],
    *,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"menu": row, "form": form, "lines": lines, "faults": faults or {}, **forms.options()}
    return render(request, "ivr/menu.html", status, **context)
