"""What hangs on a file, block by block: each is shown, opened for change and saved in its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may, may
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.text.numbers import read_number
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block
from balie.records.customers import actions, queries
from balie.records.customers import forms as customer_forms
from balie.records.customers.models import Consent, Customer, CustomerNote, Holding, MailAddress, Phone, PostalAddress, Relation

PAGE = "customers/parts.html"


@dataclass(frozen=True)
class Part:
    """One block: `save` is the action; `id_name` its keyword for the row that is changed, empty where rows are only added."""

    title: str | Promise
    empty: str | Promise
    model: type[models.Model]
    form: type[forms.Form]
    save: Callable[..., Any]
    id_name: str = ""
    is_kept: bool = False


PARTS = {
    "phones": Part(_("Telephone"), _("No number yet."), Phone, customer_forms.PhoneForm, actions.save_phone, "phone_id"),
    "mails": Part(
        _("Mail"), _("No mail address yet."), MailAddress, customer_forms.MailAddressForm, actions.save_mail_address, "mail_address_id"
    ),
    "addresses": Part(
        _("Addresses"), _("No address yet."), PostalAddress, customer_forms.PostalAddressForm, actions.save_postal_address, "address_id"
    ),
    "relations": Part(
        _("Relations and roles"), _("No relation to another file yet."), Relation, customer_forms.RelationForm, actions.save_relation
    ),
    "holdings": Part(
        _("What they have"), _("No product or service noted yet."), Holding, customer_forms.HoldingForm, actions.save_holding, "holding_id"
    ),
    "consents": Part(
        _("Consents"), _("Nothing agreed or refused yet."), Consent, customer_forms.ConsentForm, actions.record_consent, is_kept=True
    ),
    "notes": Part(_("Notes"), _("No note for colleagues yet."), CustomerNote, customer_forms.NoteForm, actions.add_note),
}


@require_safe
def part(request: OperatorRequest, number: int, name: str) -> HttpResponse:
    return _shown(request, queries.load_file(request.user, number), name)


@require_http_methods(["GET", "POST"])
def save(request: OperatorRequest, number: int, name: str, pk: int | None = None) -> HttpResponse:
    """The form of a new row, or of the row `pk`; posted, the block as it is then."""
    row, known = queries.load_file(request.user, number), _part(name)
    ensure_may(request.user, "customers.change", row)
    if pk is not None and not known.id_name:
        raise NotFound()
    if request.method != "POST":
        return _form(request, row, name, known.form(initial=_initial(row, known, pk)), pk)
    form = known.form(request.POST)
    if form.is_valid():
        try:
            known.save(row, **_values(request, form), **({known.id_name: pk} if pk else {}), by=request.user, at=timezone.now())
            return _shown(request, queries.load_file(request.user, number), name)
        except Invalid as refusal:
            customer_forms.tell(form, refusal)
    return _form(request, row, name, form, pk, status=422)


@require_POST
def remove(request: OperatorRequest, number: int, name: str, pk: int) -> HttpResponse:
    row = queries.load(request.user, number)
    actions.remove_part(row, _part(name).model, pk, by=request.user, at=timezone.now())
    return _shown(request, queries.load_file(request.user, number), name)


@require_POST
def works(request: OperatorRequest, number: int, pk: int) -> HttpResponse:
    """Say that mail to this address arrives again."""
    row = queries.load(request.user, number)
    actions.set_working(row, pk, by=request.user, at=timezone.now())
    return _shown(request, queries.load_file(request.user, number), "mails")


def _shown(request: OperatorRequest, row: Customer, name: str) -> HttpResponse:
    if not is_partial(request):
        return redirect_after_post("customers:customer", row.number)
    context: dict[str, Any] = {"file": queries.file_of(request.user, row), "may_change": may(request.user, "customers.change", row)}
    _part(name)
    return render_block(request, "customers/file.html", name, **context)


def _form(request: OperatorRequest, row: Customer, name: str, form: forms.Form, pk: int | None, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"number": row.number, "name": name, "part": _part(name), "form": form, "pk": pk}
    if is_partial(request):
        return render_block(request, PAGE, "form", status, **context)
    return render(request, PAGE, status, **context)


def _part(name: str) -> Part:
    if name not in PARTS:
        raise NotFound()
    return PARTS[name]


def _initial(row: Customer, known: Part, pk: int | None) -> dict[str, Any]:
    if pk is None:
        return {}
    found = known.model._default_manager.filter(customer=row, pk=pk).first()
    if found is None:
        raise NotFound()
    return {name: getattr(found, name) for name in known.form.base_fields}


def _values(request: OperatorRequest, form: forms.Form) -> dict[str, Any]:
    """What the action takes: a relation's other side as a file the user may see."""
    values = dict(form.cleaned_data)
    if isinstance(form, customer_forms.RelationForm):
        values["other"] = other_file(request, values["other"])
    return values


def other_file(request: OperatorRequest, typed: str) -> Customer:
    """The file of a typed number. Raises `Invalid` for field `other`: wrong digit, or no such file."""
    try:
        return queries.load(request.user, read_number(typed, Customer.KIND_DIGIT))
    except (Invalid, NotFound) as refusal:
        raise Invalid(field="other", reason=str(refusal))
