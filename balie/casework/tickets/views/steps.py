"""Steps in a ticket's life: take, transfer, wait, close, open again, one step back."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from balie.access.accounts.models import OperatorRequest
from balie.casework.tickets import actions
from balie.casework.tickets.forms import CloseForm, StateForm, TransferForm, errors_of
from balie.casework.tickets.views.page import page, step
from balie.foundation.text.numbers import whole


@require_POST
def take(request: OperatorRequest, number: int) -> HttpResponse:
    """Become the owner; `owner` is whose it was on screen."""
    typed = request.POST.get("owner", "")
    seen = whole(typed) or None
    return step(request, number, lambda: actions.take(number, by=request.user, at=timezone.now(), from_owner_id=seen), panel="assign")


@require_POST
def transfer(request: OperatorRequest, number: int) -> HttpResponse:
    form = TransferForm(request.POST)
    if not form.is_valid():
        return _again(request, number, form, "assign")
    return step(request, number, lambda: actions.transfer(number, **form.cleaned_data, by=request.user, at=timezone.now()), panel="assign")


@require_POST
def state(request: OperatorRequest, number: int) -> HttpResponse:
    form = StateForm(request.POST)
    if not form.is_valid():
        return _again(request, number, form, "state")
    return step(request, number, lambda: actions.set_state(number, **form.cleaned_data, by=request.user, at=timezone.now()), panel="state")


@require_POST
def close(request: OperatorRequest, number: int) -> HttpResponse:
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _again(request, number, form, "close")
    return step(
        request, number, lambda: actions.close_ticket(number, **form.cleaned_data, by=request.user, at=timezone.now()), panel="close"
    )


@require_POST
def reopen(request: OperatorRequest, number: int) -> HttpResponse:
    return step(request, number, lambda: actions.reopen(number, by=request.user, at=timezone.now()))


@require_POST
def undo(request: OperatorRequest, number: int) -> HttpResponse:
    """One's own last change of state, owner or team, taken back."""
    return step(request, number, lambda: actions.undo(number, by=request.user, at=timezone.now()))


def _again(request: OperatorRequest, number: int, form: forms.Form, panel: str) -> HttpResponse:
    return page(request, number, status=HTTPStatus.UNPROCESSABLE_ENTITY, panel=panel, typed=request.POST.dict(), wrong=errors_of(form))
