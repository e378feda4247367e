"""One verb on the tickets selected in a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from balie.access.accounts.models import OperatorRequest, User
from balie.access.permissions.actions import ensure_may, may
from balie.casework.tickets import actions
from balie.casework.tickets.forms import StateForm, TransferForm, errors_of
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.rules import clean_tags
from balie.foundation.errors import Invalid
from balie.foundation.web.pages import redirect_after_post

_ROW = re.compile(r"([0-9]{1,18})(?::([0-9]{1,9}))?")
REFUSED = "tickets.refused"  # in the session, until the list has shown it
type Verb = Callable[[int, int | None], object]

# What the bar offers → the right it takes, which each ticket is asked again.
RIGHTS: Mapping[str, str] = {
    "take": "tickets.take",
    "transfer": "tickets.transfer",
    "state": "tickets.change",
    "priority": "tickets.change",
    "tag": "tickets.change",
}


class PriorityForm(forms.Form):
    """Urgency or impact, or both; the priority follows."""

    urgency = forms.TypedChoiceField(required=False, choices=Ticket.Grade.choices, coerce=int, empty_value=None)
    impact = forms.TypedChoiceField(required=False, choices=Ticket.Grade.choices, coerce=int, empty_value=None)


@require_POST
def bulk(request: OperatorRequest) -> HttpResponse:
    """Do one verb to every selected ticket; the list then says which could not be done, and why."""
    outcomes = actions.each_of(selected(request.POST.getlist("selected")), _verb(request))
    done = sum(not outcome.refused for outcome in outcomes)
    if done:
        messages.success(request, ngettext("%(count)s ticket changed.", "%(count)s tickets changed.", done) % {"count": done})
    request.session[REFUSED] = [[outcome.number, outcome.refused] for outcome in outcomes if outcome.refused]
    return redirect_after_post(list_of(request))


def offered(viewer: User) -> frozenset[str]:
    """What the viewer may do to many tickets: what may be done to one."""
    return frozenset(name for name, right in RIGHTS.items() if may(viewer, right))


def list_of(request: HttpRequest) -> str:
    """The list the form stood in; never another site."""
    here = request.POST.get("here", "")
    return here if here.startswith(reverse("tickets:lists")) else reverse("tickets:lists")


def selected(given: Iterable[str]) -> dict[int, int | None]:
    """Number → the version on screen, of rows sent as `number:version`; a number alone is taken as it is now."""
    rows = [found.groups() for each in given if (found := _ROW.fullmatch(each))]
    return {int(number): int(version) if version else None for number, version in rows}


def _verb(request: OperatorRequest) -> Verb:
    """The verb the pressed button names, for one ticket number and its version."""
    name = request.POST.get("verb", "")
    asks: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    if name not in RIGHTS:
        raise Invalid(field="verb", reason=_("Choose what to do with the selected tickets."))
    ensure_may(request.user, RIGHTS[name])
    match name:
        case "take":
            return lambda number, _version: actions.take(number, **asks)
        case "transfer":
            where = _read(TransferForm(request.POST))
            return lambda number, version: actions.transfer(number, version=version, **where, **asks)
        case "state":
            state = _read(StateForm(request.POST))
            return lambda number, version: actions.set_state(number, version=version, **state, **asks)
        case "priority":
            grades = {field: grade for field, grade in _read(PriorityForm(request.POST)).items() if grade is not None}
            if not grades:
                raise Invalid(field="urgency", reason=_("Choose an urgency or an impact."))
            return lambda number, version: actions.set_fields(number, version=version, **grades, **asks)
    tags = clean_tags(request.POST.get("tag", "").split())
    if not tags:
        raise Invalid(field="tag", reason=_("Write the tag first."))
    return lambda number, _version: actions.add_tags(number, tags, **asks)


def _read(form: forms.Form) -> dict[str, Any]:
    if form.is_valid():
        return form.cleaned_data
    field, reason = next(iter(errors_of(form).items()))
    raise Invalid(field=field, reason=reason)
