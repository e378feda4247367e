"""Telephones, lines, numbers and calling out, as the organisation sets them up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.conversation.telephony import actions, queries
from balie.conversation.telephony.forms import NumberForm, OutgoingForm, PhoneForm, TrunkForm
from balie.conversation.telephony.models import Number, Phone, Trunk
from balie.conversation.telephony.policies import SETTINGS
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.web.pages import redirect_after_post, render


@require_http_methods(["GET", "HEAD", "POST"])
def phones(request: OperatorRequest) -> HttpResponse:
    """All telephones; posting adds one, gives one a new secret, or takes one out of use. A secret is shown this once."""
    ensure_may(request.user, SETTINGS)
    part, at = request.POST.get("part", ""), timezone.now()
    form = PhoneForm(request.POST if part == "add" else None)
    given: Phone | None = None
    if part == "add" and form.is_valid():
        try:
            given = actions.add_phone(form.cleaned_data["key"], user=form.person(), by=request.user, at=at)
            form = PhoneForm()
        except Invalid as invalid:
            form.add_error(invalid.field, str(invalid))
    elif part in {"renew", "switch"}:
        phone = get_object_or_404(Phone, key=request.POST.get("key", ""))
        if part == "switch":
            actions.set_phone_active(phone, is_active=not phone.is_active, by=request.user, at=at)
            return redirect_after_post("telephony:phones")
        given = actions.renew_secret(phone, by=request.user, at=at)
    address = f"{settings.ENV.sip_public or settings.ENV.sip_host}:{settings.ENV.sip_port}"
    return _page(request, "phones", form, phones=queries.all_phones(), given=given, address=address)


@require_http_methods(["GET", "HEAD"])
def trunks(request: OperatorRequest) -> HttpResponse:
    """All lines and whether they work."""
    ensure_may(request.user, SETTINGS)
    return render(request, "telephony/trunks.html", trunks=queries.all_trunks())


@require_http_methods(["GET", "HEAD", "POST"])
def create_trunk(request: OperatorRequest) -> HttpResponse:
    ensure_may(request.user, SETTINGS)
    return _edited_trunk(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def trunk(request: OperatorRequest, key: str) -> HttpResponse:
    ensure_may(request.user, SETTINGS)
    return _edited_trunk(request, get_object_or_404(Trunk, key=key))


@require_http_methods(["GET", "HEAD"])
def numbers(request: OperatorRequest) -> HttpResponse:
    """All numbers that people dial."""
    ensure_may(request.user, SETTINGS)
    return render(request, "telephony/numbers.html", numbers=queries.all_numbers())


@require_http_methods(["GET", "HEAD", "POST"])
def create_number(request: OperatorRequest) -> HttpResponse:
    ensure_may(request.user, SETTINGS)
    return _edited_number(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def number(request: OperatorRequest, digits: str) -> HttpResponse:
    ensure_may(request.user, SETTINGS)
    return _edited_number(request, _found(queries.number_to_edit(digits)))


@require_http_methods(["GET", "HEAD", "POST"])
def outgoing(request: OperatorRequest) -> HttpResponse:
    """Whom may be called, how much, and as which number."""
    ensure_may(request.user, SETTINGS)
    form = OutgoingForm(request.POST or None, outgoing=queries.outgoing())
    if request.method == "POST" and form.is_valid():
        actions.allow_calls(**form.values(), by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect_after_post("telephony:outgoing")
    return _page(request, "outgoing", form)


def _found(row: Number | None) -> Number:
    if row is None:
        raise NotFound()
    return row


def _edited_trunk(request: OperatorRequest, row: Trunk | None) -> HttpResponse:
    form = TrunkForm(request.POST or None, trunk=row)
    if request.method == "POST" and form.is_valid():
        try:
            key = row.key if row else form.cleaned_data["key"]
            actions.save_trunk(key, **form.values(), by=request.user, at=timezone.now())
        except Invalid as invalid:
            form.add_error(invalid.field if invalid.field in form.fields else None, str(invalid))
        else:
            messages.success(request, _("Saved."))
            return redirect_after_post("telephony:trunks")
    return _page(request, "trunk", form, trunk=row)


def _edited_number(request: OperatorRequest, row: Number | None) -> HttpResponse:
    form = NumberForm(request.POST or None, number=row)
    if request.method == "POST" and form.is_valid():
        try:
            digits = row.digits if row else form.cleaned_data["digits"]
            actions.save_number(digits, **form.values(), by=request.user, at=timezone.now())
        except Invalid as invalid:
            form.add_error(invalid.field if invalid.field in form.fields else None, str(invalid))
        else:
            messages.success(request, _("Saved."))
            return redirect_after_post("telephony:numbers")
    return _page(request, "number", form, number=row)


def _page(request: OperatorRequest, name: str, form: Any, **context: Any) -> HttpResponse:
    return render(request, f"telephony/{name}.html", 422 if form.errors else 200, form=form, **context)
