"""The directory: the list, the page of one entry, and its form."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, Outdated
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block
from balie.records.calendars.forms import DAY_NAMES
from balie.records.calendars.slots import DAYS, write_slots
from balie.records.directory import actions, queries
from balie.records.directory.forms import EntryForm
from balie.records.directory.models import Entry
from balie.records.directory.policies import VIEW, WRITE
from balie.records.taxonomy.forms import LANGUAGE_NAMES
from balie.records.taxonomy.queries import category_choices


@require_safe
def index(request: OperatorRequest) -> HttpResponse:
    """By name: `q` words, `category`, `place`, `language`, and `gone=1` for who is there no more."""
    ensure_may(request.user, VIEW)
    asked = request.GET
    filters = queries.Filters(
        typed=asked.get("q", "").strip()[:200],
        category=whole(asked.get("category", "")) or None,
        place=asked.get("place", "") if asked.get("place", "") in Entry.Place.values else "",
        language=asked.get("language", "") if asked.get("language", "") in LANGUAGES else "",
        is_gone=asked.get("gone") == "1",
    )
    found = queries.entries_for(request.user, filters, at=timezone.now(), after=_after(asked.get("after", "")))
    lines = found[: queries.PAGE]
    context: dict[str, Any] = {
        "lines": lines,
        "more": f"{lines[-1].id}~{lines[-1].sorts_as}" if len(found) > queries.PAGE else "",
        "filters": filters,
        "categories": category_choices(),
        "places": Entry.Place.choices,
        "languages": list(LANGUAGE_NAMES.items()),
        "may_write": request.user.has(WRITE),
    }
    if is_partial(request):
        return render_block(request, "directory/index.html", "list", **context)
    return render(request, "directory/index.html", **context)


@require_safe
def entry(request: OperatorRequest, pk: int) -> HttpResponse:
    """One person or service."""
    ensure_may(request.user, VIEW)
    found = queries.find_entry(request.user, pk)
    week = [(DAY_NAMES[day], write_slots(found.week.get(day, ()))) for day in DAYS] if any(found.week.values()) else []
    return render(
        request,
        "directory/entry.html",
        line=queries.line_of(found, at=timezone.now()),
        calendar=str(found.calendar) if found.calendar else "",
        week=week,
        may_write=request.user.has(WRITE),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: OperatorRequest) -> HttpResponse:
    """Another person or service."""
    ensure_may(request.user, WRITE)
    form = EntryForm(request.POST or None, viewer=request.user, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            return redirect_after_post("directory:entry", actions.add_entry(form.details, by=request.user, at=timezone.now()).pk)
        except Invalid as refusal:
            form.refuse(refusal.field_name, str(refusal))
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OperatorRequest, pk: int) -> HttpResponse:
    """What is kept of one."""
    ensure_may(request.user, WRITE)
    found = queries.find_entry(request.user, pk)
    form = EntryForm(request.POST or None, viewer=request.user, today=timezone.localdate(), entry=found)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            actions.change_entry(pk, form.details, version=version, by=request.user, at=timezone.now())
            return redirect_after_post("directory:entry", pk)
        except Invalid as refusal:
            form.refuse(refusal.field_name, str(refusal))
        except Outdated as refusal:
            form.add_error(None, str(refusal))
    return _form(request, form, found)


def _form(request: OperatorRequest, form: EntryForm, found: Entry | None) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    version = form.data.get("version") if form.is_bound else found.version if found else ""
    return render(request, "directory/edit.html", status, form=form, entry=found, version=version)


def _after(typed: str) -> tuple[str, int] | None:
    pk, _tilde, name = typed.partition("~")
    return (name, whole(pk)) if whole(pk) else None
