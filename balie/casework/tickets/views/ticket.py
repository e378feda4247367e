"""The ticket's own page: what it shows, its fields and its customer."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Unpack

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.levels import Level
from balie.casework.tickets import actions
from balie.casework.tickets.actions.attaching import set_customer
from balie.casework.tickets.actions.reading import read_ticket
from balie.casework.tickets.forms import FieldsForm, errors_of
from balie.casework.tickets.models import Ticket, TicketLink
from balie.casework.tickets.queries.detail import ticket_for, whole_ticket_asked
from balie.casework.tickets.sheet import Sheet, sheet_for
from balie.casework.tickets.views.page import PAGE, Conflict, Told, context, draft_key, page, step, told_by
from balie.casework.tickets.words import FIELDS, value_in_words
from balie.conversation.contacts.queries import open_contacts_asked
from balie.foundation.drafts.queries import find_draft
from balie.foundation.errors import Invalid, NotFound, Outdated
from balie.foundation.presence.queries import others_at
from balie.foundation.statements.together import asked_together
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import is_partial, redirect_after_post, render_block
from balie.records.customers.queries import find_by_number

PARTS = {"head", "conversation", "beside"}
FIELDS_PANEL = "fields"
PANELS = {"assign", "state", "close", "reply", "note"}


@require_safe
def ticket(request: OperatorRequest, number: int) -> HttpResponse:
    """The page; `panel` names the form in front, `route` the mail whose sender asks for answers elsewhere. One that went up in another leads there, but with `alone`."""
    with asked_together(whole_ticket_asked(request.user, number), open_contacts_asked(request.user)):
        return _page(request, number)


def _page(request: OperatorRequest, number: int) -> HttpResponse:
    sheet = sheet_for(request.user, number, at=timezone.now())
    survivor = next((each.number for each in sheet.detail.links if each.kind == TicketLink.Kind.MERGED and each.id), None)
    if survivor and "alone" not in request.GET:
        return redirect("tickets:ticket", survivor)
    if sheet.detail.is_unread or sheet.ticket.level >= Level.RESTRICTED:
        read_ticket(sheet.ticket, by=request.user, at=timezone.now())
    asked = request.GET.get("panel", "")
    begun = find_draft(draft_key(number, asked), owner=request.user) if asked == "reply" else None
    typed = {**begun.fields} if begun else {}
    if route := sheet.replies_elsewhere(whole(request.GET.get("route", ""))):
        typed["to"] = route
    return page(request, number, sheet=sheet, panel=asked if asked in PANELS else "", typed=typed)


@require_safe
def conversation(request: OperatorRequest, number: int) -> HttpResponse:
    """One part of the page, `part` being head, conversation or beside: what a nudge fetches again."""
    asked = request.GET.get("part", "conversation")
    sheet = sheet_for(request.user, number, at=timezone.now())
    return render_block(request, PAGE, asked if asked in PARTS else "conversation", **context(sheet))


@require_safe
def presence(request: OperatorRequest, number: int) -> HttpResponse:
    """Who else looks at the ticket, and who writes."""
    found = ticket_for(request.user, number)
    others = others_at(f"ticket:{number}", viewer=request.user, at=timezone.now())
    return render_block(request, PAGE, "colleagues", ticket=found, others=others)


@require_POST
def fields(request: OperatorRequest, number: int) -> HttpResponse:
    """Keep the changed fields. A field a colleague changed too since the page was made is shown twice, to choose from."""
    form = FieldsForm(request.POST)
    if not form.is_valid():
        return _head(request, number, HTTPStatus.UNPROCESSABLE_ENTITY, panel=FIELDS_PANEL, typed=request.POST.dict(), wrong=errors_of(form))
    changed = form.changed()
    try:
        version = _version(request.POST.get("version", ""))
        try:
            actions.set_fields(number, version=version, by=request.user, at=timezone.now(), **changed)
        except Outdated:
            sheet = sheet_for(request.user, number, at=timezone.now())
            if conflicts := _conflicts(sheet, form, changed):
                return _head(
                    request, number, HTTPStatus.CONFLICT, sheet=sheet, panel=FIELDS_PANEL, typed=request.POST.dict(), conflicts=conflicts
                )
            # Nobody touched these fields: only others, or the conversation.
            actions.set_fields(number, version=sheet.ticket.version, by=request.user, at=timezone.now(), **changed)
    except Invalid as refusal:
        return _head(request, number, refusal.status, panel=FIELDS_PANEL, typed=request.POST.dict(), wrong=told_by(refusal))
    return _head(request, number) if is_partial(request) else redirect_after_post("tickets:ticket", number)


@require_POST
def customer(request: OperatorRequest, number: int) -> HttpResponse:
    """Say whose ticket it is: POST `customer`, the number of the file."""
    typed = request.POST.get("customer", "")
    found = find_by_number(request.user, whole(typed)) if whole(typed) else None
    if found is None:
        raise NotFound()
    return step(request, number, lambda: set_customer(number, found, by=request.user, at=timezone.now()))


def saved_value(ticket: Ticket, name: str) -> str:
    """A field's value as its form sends it."""
    value = getattr(ticket, f"{name}_id" if name in {"category", "purpose"} else name)
    return " ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def _conflicts(sheet: Sheet, form: FieldsForm, changed: dict[str, Any]) -> list[Conflict]:
    """The changed fields whose saved value is neither what was on screen nor what was typed."""
    found = []
    for name in changed:
        saved, typed = saved_value(sheet.ticket, name), " ".join(form.data[name].split())
        if saved not in {form.was(name), typed}:
            words = [_in_words(sheet, name, value) for value in (saved, typed)]
            found.append(Conflict(name, str(FIELDS[name]), saved, words[0], typed, words[1]))
    return found


def _in_words(sheet: Sheet, name: str, value: str) -> str:
    if name in {"category", "purpose"}:
        offered = sheet.terms.categories if name == "category" else sheet.terms.purposes
        return next((label for pk, label in offered if str(pk) == value), "")
    return value_in_words(name, value, sheet.terms.names)


def _head(
    request: OperatorRequest, number: int, status: int = HTTPStatus.OK, *, sheet: Sheet | None = None, **told: Unpack[Told]
) -> HttpResponse:
    """The head alone for the bundle, else the page."""
    if not is_partial(request):
        return page(request, number, status=status, sheet=sheet, **told)
    found = sheet or sheet_for(request.user, number, at=timezone.now())
    return render_block(request, PAGE, "head", status, **context(found, **told))


def _version(typed: str) -> int | None:
    return whole(typed) or None
