"""The panel beside a contact that refers the customer to another person or service."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may, may
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.queries import contact_for, mail_address_of
from balie.conversation.referrals import actions, queries
from balie.conversation.referrals.forms import ReferForm
from balie.conversation.referrals.policies import REFER
from balie.conversation.referrals.words import reasons_of
from balie.foundation.errors import Invalid, Refusal
from balie.foundation.web.pages import is_partial, redirect_after_post, render_block

PANEL = "referrals/panel.html"
CALM = {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}


@require_safe
def panel(request: OperatorRequest, number: int) -> HttpResponse:
    """To whom the customer was referred; with `q`, words or none, who could help."""
    contact = contact_for(request.user, number)
    return _offers(request, contact) if "q" in request.GET else _panel(request, contact)


@require_POST
def refer(request: OperatorRequest, number: int) -> HttpResponse:
    """Refer the customer; answers with the panel."""
    contact, form = contact_for(request.user, number), ReferForm(request.POST)
    ensure_may(request.user, REFER, contact)
    told = ""
    try:
        if not form.is_valid():
            raise Invalid(field="entry", reason=" ".join(str(error) for errors in form.errors.values() for error in errors))
        _refer(request, contact, form)
    except Refusal as refusal:
        if refusal.status not in CALM:
            raise
        told = str(refusal)
    if not is_partial(request) and not told:
        return redirect_after_post("contacts:contact", number)
    return _panel(request, contact, told=told)


def _refer(request: OperatorRequest, contact: Contact, form: ReferForm) -> None:
    given = form.cleaned_data
    to = (given["to"] or mail_address_of(contact)) if given["is_mailed"] else ""
    if given["is_mailed"] and not to:
        raise Invalid(field="to", reason=_("No mail address is known: type it, or refer without a mail."))
    at = timezone.now()
    actions.refer_customer(
        contact,
        given["entry"],
        to=to,
        remark=given["remark"],
        follow_up_on=given["follow_up_on"],
        by=request.user,
        at=at,
        dedupe_key=f"referral-{contact.pk}-{request.POST.get('_once') or at.timestamp()}"[:80],
    )


def _panel(request: OperatorRequest, contact: Contact, *, told: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        "contact": contact,
        "referred": queries.referred_in(request.user, contact),
        "may_refer": may(request.user, REFER, contact),
        "told": told,
    }
    return render_block(request, PANEL, "panel", HTTPStatus.UNPROCESSABLE_ENTITY if told else HTTPStatus.OK, **context)


def _offers(request: OperatorRequest, contact: Contact) -> HttpResponse:
    typed, at = request.GET["q"].strip()[:200], timezone.now()
    offered = queries.offered_in(request.user, contact, typed=typed, at=at)
    context: dict[str, Any] = {
        "contact": contact,
        "offered": [(line, reasons_of(line)) for line in offered],
        "typed": typed,
        "to": mail_address_of(contact) if offered and request.user.has("permissions.read_personal") else "",
        "tomorrow": timezone.localdate(at) + timedelta(days=1),
    }
    return render_block(request, PANEL, "offers", **context)
