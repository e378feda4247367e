"""The file: overview, timeline, changes; edit form; secrets."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may, may
from balie.access.permissions.masking import Mask
from balie.foundation.errors import Invalid, Outdated
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block
from balie.records.customers import actions, queries
from balie.records.customers.extensions import FILE_PARTS
from balie.records.customers.forms import CustomerForm, RevealForm, tell, version_in
from balie.records.customers.models import Customer
from balie.records.customers.queries.merging import shown

PAGE = "customers/file.html"
EDIT = "customers/edit.html"
TIMELINE_STEP = 30
MOST_ENTRIES = 600


@require_safe
def customer(request: OperatorRequest, number: int) -> HttpResponse:
    """The overview; a number that was merged leads to the kept file."""
    row = queries.load_file(request.user, number)
    if row.number != number:
        return redirect_after_post("customers:customer", row.number)
    context = _context(request, row, "overview")
    if is_partial(request):
        return render_block(request, PAGE, "overview", **context)
    return render(request, PAGE, **context)


@require_safe
def timeline(request: OperatorRequest, number: int) -> HttpResponse:
    row = queries.load_file(request.user, number)
    asked = request.GET.get("most", "")
    most = min(whole(asked), MOST_ENTRIES) or TIMELINE_STEP
    entries, is_more = queries.timeline_for(request.user, row, most, is_whole=True)
    context = _context(request, row, "timeline") | {
        "entries": entries,
        "next_most": most + TIMELINE_STEP if is_more and most < MOST_ENTRIES else 0,
    }
    if is_partial(request):
        return render_block(request, PAGE, "timeline", **context)
    return render(request, PAGE, **context)


@require_safe
def changes(request: OperatorRequest, number: int) -> HttpResponse:
    row = queries.load_file(request.user, number)
    return render(request, PAGE, **_context(request, row, "changes"), changes=queries.changes_of(request.user, row))


@require_http_methods(["GET", "POST"])
def edit(request: OperatorRequest, number: int) -> HttpResponse:
    """The fields of the file; what somebody else saved meanwhile is shown field by field, nothing typed is lost."""
    row = queries.load(request.user, number)
    ensure_may(request.user, "customers.change", row)
    kind = request.POST.get("kind") or request.GET.get("kind") or row.kind
    kind = kind if kind in Customer.Kind.values else row.kind
    if request.method != "POST":
        return _edit_page(request, row, CustomerForm(kind=kind, customer=row))
    form = CustomerForm(_with_theirs(request, row, kind), kind=kind, customer=row)
    if not form.is_valid():
        return _edit_page(request, row, form, version=version_in(request.POST), status=422)
    try:
        actions.change_customer(row, **form.changes, version=version_in(request.POST), by=request.user, at=timezone.now())
    except Invalid as refusal:
        tell(form, refusal)
        return _edit_page(request, row, form, version=version_in(request.POST), status=422)
    except Outdated as outdated:
        conflicts = _conflicts(request, row, form)
        return _edit_page(request, row, form, version=row.version, refusal=str(outdated), conflicts=conflicts, status=409)
    return redirect_after_post("customers:customer", row.number)


@require_http_methods(["GET", "POST"])
def reveal(request: OperatorRequest, number: int, field: str) -> HttpResponse:
    """Asks the reason, then shows the whole once."""
    row = queries.load(request.user, number)
    ensure_may(request.user, "permissions.reveal_secret", row)
    form = RevealForm(request.POST or None)
    context: dict[str, Any] = {
        "number": row.number,
        "field": field,
        "label": queries.FIELD_NAMES.get(field, field),
        "form": form,
        "secret": "",
    }
    if request.method == "POST" and form.is_valid():
        context["secret"] = actions.reveal_secret(row, field, form.cleaned_data["reason"], by=request.user, at=timezone.now())
    status = 422 if form.errors else 200
    if is_partial(request):
        return render_block(request, "customers/reveal.html", "reveal", status, **context)
    return render(request, "customers/reveal.html", status, **context)


@require_POST
def kind_fields(request: OperatorRequest, number: int) -> HttpResponse:
    """The edit form for the other kind, with what was typed."""
    row = queries.load(request.user, number)
    ensure_may(request.user, "customers.change", row)
    kind = request.POST.get("kind", row.kind)
    kind = kind if kind in Customer.Kind.values else row.kind
    form = CustomerForm(kind=kind, customer=row, initial={name: value for name, value in request.POST.items() if value})
    return render_block(request, EDIT, "fields", **_edit_context(row, form))


def _context(request: OperatorRequest, row: Customer, tab: str) -> dict[str, Any]:
    return {
        "file": queries.file_of(request.user, row),
        "tab": tab,
        "tabs": queries.tabs_for(request.user, row, tab),
        "may_change": may(request.user, "customers.change", row),
        "may_merge": may(request.user, "customers.merge", row),
        "may_set_level": may(request.user, "permissions.set_level", row),
        "may_reveal": may(request.user, "permissions.reveal_secret", row),
        "entitled": queries.entitled_parts(request.user, row.number) if tab == "overview" else [],
        "work": queries.open_work_for(request.user, row) if tab == "overview" else [],
        "panels": queries.panels_for(request.user, row) if tab == "overview" else [],
        "parts": [part.url(row.number) for part in FILE_PARTS.fillings() if request.user.has(part.verb)] if tab == "overview" else [],
        "recent": queries.timeline_for(request.user, row, 3)[0] if tab == "overview" else [],
    }


def _edit_page(
    request: OperatorRequest, row: Customer, form: CustomerForm, *, version: int = 0, status: int = 200, **context: object
) -> HttpResponse:
    asked: dict[str, Any] = {"refusal": "", "conflicts": []} | context
    return render(request, EDIT, status, **_edit_context(row, form), **asked, version=version or row.version, name=row.name)


def _edit_context(row: Customer, form: CustomerForm) -> dict[str, Any]:
    return {"form": form, "number": row.number, "kinds": Customer.Kind.choices}


def _with_theirs(request: OperatorRequest, row: Customer, kind: str) -> object:
    """What was posted, with the fields where the saved value was chosen taken from the file."""
    chosen = request.POST.getlist("theirs")
    if not chosen:
        return request.POST
    saved = CustomerForm(kind=kind, customer=row).initial
    posted = request.POST.copy()
    for name in chosen:
        if name in saved:
            posted[name] = "" if saved[name] in {None, False} else str(saved[name])
    return posted


def _conflicts(request: OperatorRequest, row: Customer, form: CustomerForm) -> list[tuple[str, str, str, str]]:
    """(field, label, what stands there now, what was typed) for each field that differs."""
    mask = Mask(request.user)
    typed = Customer(**{name: value for name, value in form.changes.items() if name not in actions.SECRETS})
    names = [name for name in form.names if name not in actions.SECRETS and getattr(typed, name) != getattr(row, name)]
    return [(name, str(queries.FIELD_NAMES[name]), shown(row, name, mask), shown(typed, name, mask)) for name in names]
