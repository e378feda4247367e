"""The contracts of a customer, and making and changing one."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may, may
from balie.access.permissions.masking import Mask
from balie.foundation.errors import Invalid, Outdated
from balie.foundation.web.pages import redirect_after_post, render
from balie.records.catalogue import actions, queries
from balie.records.catalogue.forms import ContractForm, EndForm
from balie.records.catalogue.models import Contract
from balie.records.catalogue.policies import CHANGE, VIEW
from balie.records.catalogue.views.contract import page
from balie.records.customers.forms import tell, version_in
from balie.records.customers.models import Customer
from balie.records.customers.queries import load
from balie.records.customers.queries.finding import masked_names
from balie.records.customers.queries.tabs import tabs_for


@require_safe
def contracts(request: OperatorRequest, number: int) -> HttpResponse:
    """The customer's own contracts and those that cover it."""
    ensure_may(request.user, VIEW)
    customer = load(request.user, number)
    if customer.number != number:
        return redirect_after_post("catalogue:contracts", customer.number)
    lines = queries.contracts_of(request.user, customer, on=timezone.localdate())
    return render(
        request,
        "catalogue/contracts.html",
        lines=lines,
        number=customer.number,
        name=_name(request, customer),
        tabs=tabs_for(request.user, customer, "contracts"),
        may_change=may(request.user, CHANGE),
    )


@require_http_methods(["GET", "POST"])
def create(request: OperatorRequest, number: int) -> HttpResponse:
    ensure_may(request.user, CHANGE)
    holder = load(request.user, number)
    form = ContractForm(request.POST or None, holder=holder)
    contract = _saved(request, Contract(holder=holder), form) if request.method == "POST" else None
    if contract is not None:
        return redirect_after_post("catalogue:contract", contract.number)
    context = {"form": form, "holder": _name(request, holder), "holder_number": holder.number, "contract": None, "refusal": ""}
    return render(request, "catalogue/edit.html", HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK, **context)


@require_http_methods(["GET", "POST"])
def edit(request: OperatorRequest, number: int) -> HttpResponse:
    """What somebody else saved meanwhile is told and nothing typed is lost: saved again, it goes over the other."""
    contract = queries.contract_with_parts(request.user, number)
    ensure_may(request.user, CHANGE, contract)
    form = ContractForm(request.POST or None, holder=contract.holder, contract=contract)
    status, refusal, version = HTTPStatus.OK, "", contract.version
    if request.method == "POST":
        version = version_in(request.POST)
        try:
            if _saved(request, contract, form, version=version):
                return redirect_after_post("catalogue:contract", number)
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        except Outdated as outdated:
            status, refusal = HTTPStatus.CONFLICT, str(outdated)
            contract = queries.contract_with_parts(request.user, number)
            version = contract.version
    context: dict[str, Any] = {
        "form": form,
        "holder": _name(request, contract.holder),
        "holder_number": contract.holder.number,
        "contract": contract,
        "version": version,
        "refusal": refusal,
        "conflicts": _conflicts(form, contract) if refusal else [],
    }
    return render(request, "catalogue/edit.html", status, **context)


@require_POST
def end(request: OperatorRequest, number: int) -> HttpResponse:
    """Let the contract end after the day that was typed."""
    contract = queries.find_contract(request.user, number)
    form = EndForm(request.POST, today=timezone.localdate())
    if form.is_valid():
        try:
            given = {"last_on": form.cleaned_data["last_on"], "version": version_in(request.POST)}
            actions.end_contract(contract, **given, by=request.user, at=timezone.now())
            return redirect_after_post("catalogue:contract", number)
        except Invalid as refusal:
            tell(form, refusal)
        except actions.AlreadyOver as refusal:
            form.add_error("last_on", str(refusal))
    ensure_may(request.user, CHANGE, contract)
    return page(request, number, status=HTTPStatus.UNPROCESSABLE_ENTITY, end_form=form)


def _saved(request: OperatorRequest, contract: Contract, form: ContractForm, *, version: int | None = None) -> Contract | None:
    if not form.is_valid():
        return None
    try:
        return actions.save_contract(contract, **form.values, by=request.user, at=timezone.now(), version=version)
    except Invalid as refusal:
        tell(form, refusal)
        return None


def _conflicts(form: ContractForm, saved: Contract) -> list[tuple[str, str, str]]:
    """(label, what stands there now, what was typed) for each field that differs."""
    theirs = ContractForm(holder=saved.holder, contract=saved)
    found = []
    for name, field in form.fields.items():
        mine, now = form[name], theirs[name] if name in theirs.fields else None
        typed, stands = _shown(form, name, mine.value()), _shown(theirs, name, now.value()) if now is not None else ""
        if typed != stands:
            found.append((str(field.label), stands or _("nothing"), typed or _("nothing")))
    return found


def _shown(form: ContractForm, name: str, value: Any) -> str:
    """What stands in a field, in words."""
    chosen = [str(each) for each in value] if isinstance(value, list) else ["" if value is None else str(value)]
    choices = {str(pk): str(words) for pk, words in getattr(form.fields[name], "choices", ())}
    return ", ".join(choices.get(each, each) for each in sorted(chosen) if each)


def _name(request: OperatorRequest, customer: Customer) -> str:
    return masked_names(customer, Mask(request.user))[0]
