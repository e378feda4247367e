"""The page of one contract: what it entitles to, what was used, its documents and history."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may, may
from balie.foundation.errors import Invalid, NotFound, Refusal
from balie.foundation.files.actions import keep_drafts
from balie.foundation.text.numbers import read_number
from balie.foundation.web.pages import is_partial, redirect_after_post, render
from balie.records.catalogue import actions, queries
from balie.records.catalogue.forms import EndForm, UseForm
from balie.records.catalogue.models import Contract
from balie.records.catalogue.policies import CHANGE, USE
from balie.records.catalogue.views.entitled import part
from balie.records.customers.models import Customer
from balie.records.customers.queries import load


@require_safe
def contract(request: OperatorRequest, number: int) -> HttpResponse:
    return page(request, number)


@require_POST
def use(request: OperatorRequest, number: int, pk: int) -> HttpResponse:
    """Note a use of the entitlement `pk`; for `customer`, when it is not the holder. From the customer's column the part there is answered."""
    found = queries.find_contract(request.user, number)
    ensure_may(request.user, USE, found)
    form = UseForm(request.POST)
    if form.is_valid():
        try:
            actions.use_entitlement(found, pk, **_given(request, form), by=request.user, at=timezone.now())
            return _after(request, number)
        except Refusal as refusal:
            field = getattr(refusal, "field_name", "")
            if not field:
                raise
            form.add_error(field if field in form.fields else None, str(refusal))
    if is_partial(request) and request.POST.get("of"):
        return part(request, _typed_number(request.POST["of"]), wrong=(pk, _told(form)), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return page(request, number, status=HTTPStatus.UNPROCESSABLE_ENTITY, using=pk, use_form=form, used_by=request.POST.get("of", ""))


@require_POST
def undo(request: OperatorRequest, number: int, pk: int) -> HttpResponse:
    """Take a use back."""
    actions.undo_use(queries.find_contract(request.user, number), pk, by=request.user, at=timezone.now())
    return _after(request, number)


@require_POST
def documents(request: OperatorRequest, number: int) -> HttpResponse:
    """Lay uploaded files in the contract."""
    found = queries.find_contract(request.user, number)
    try:
        _attach(request, found)
    except Invalid as refusal:
        return page(request, number, status=HTTPStatus.UNPROCESSABLE_ENTITY, wrong_files=str(refusal))
    return redirect_after_post("catalogue:contract", number)


@require_POST
def remove_document(request: OperatorRequest, number: int, pk: uuid.UUID) -> HttpResponse:
    actions.remove_document(queries.find_contract(request.user, number), pk, by=request.user, at=timezone.now())
    return redirect_after_post("catalogue:contract", number)


def page(request: OperatorRequest, number: int, *, status: int = HTTPStatus.OK, **context: Any) -> HttpResponse:
    """The whole page, also after a "no": `using` is the entitlement whose form is open."""
    today = timezone.localdate()
    sheet = queries.sheet_for(request.user, number, on=today)
    told: dict[str, Any] = {
        "end_form": EndForm(today=today),
        "use_form": UseForm(initial={"used_on": today}),
        "using": 0,
        "used_by": "",
        "wrong_files": "",
    }
    return render(
        request,
        "catalogue/contract.html",
        status,
        **told | context,
        line=sheet.line,
        sheet=sheet,
        may_change=may(request.user, CHANGE, sheet.contract),
        may_use=may(request.user, USE, sheet.contract),
    )


def _given(request: OperatorRequest, form: UseForm) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    given["quantity"], given["used_on"] = given["quantity"] or 1, given["used_on"] or timezone.localdate()
    typed = request.POST.get("of", "")
    return given | ({"customer": _covered(request, typed)} if typed.strip() else {})


def _covered(request: OperatorRequest, typed: str) -> Customer:
    try:
        return load(request.user, _typed_number(typed))
    except NotFound:
        raise Invalid(field="customer", reason=_("There is no customer with this number, or you may not see the file."))


def _typed_number(typed: str) -> int:
    return read_number(typed, Customer.KIND_DIGIT)


def _after(request: OperatorRequest, number: int) -> HttpResponse:
    """The part of the column that asked, else the page."""
    if is_partial(request) and request.POST.get("of"):
        return part(request, _typed_number(request.POST["of"]))
    return redirect_after_post("catalogue:contract", number)


@transaction.atomic
def _attach(request: OperatorRequest, found: Contract) -> None:
    ids = [each for each in request.POST.getlist("files") if _is_uuid(each)]
    actions.attach_documents(found, keep_drafts(ids, by=request.user), by=request.user, at=timezone.now())


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _told(form: forms.Form) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)
