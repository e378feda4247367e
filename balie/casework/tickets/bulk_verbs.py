"""What may be done to many tickets, read from what was sent, or from what was kept of it for a job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may, may
from balie.casework.tickets import actions
from balie.casework.tickets.actions.spam import mark_ticket
from balie.casework.tickets.forms import CloseForm, StateForm, TransferForm, errors_of
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.rules import clean_tags
from balie.foundation.errors import Invalid
from balie.records.taxonomy.models import Cause, Result

type Verb = Callable[[int, int | None], object]

# What the bar offers → the right it takes, which each ticket is asked again.
RIGHTS: Mapping[str, str] = {
    "take": "tickets.take",
    "transfer": "tickets.transfer",
    "state": "tickets.change",
    "priority": "tickets.change",
    "tag": "tickets.change",
    "close": "tickets.close",
    "spam": "email.mark_spam",
}
NAMES = {
    "take": gettext_lazy("Take"),
    "transfer": gettext_lazy("Transfer"),
    "state": gettext_lazy("Set the state"),
    "priority": gettext_lazy("Set the priority"),
    "tag": gettext_lazy("Tag"),
    "spam": gettext_lazy("Mark as spam"),
    "undo": gettext_lazy("Undo"),
    "tell": gettext_lazy("One message to all parts"),
    "close": gettext_lazy("Close"),
    "close_part": gettext_lazy("Close all parts"),
}
_FIELDS = ("team", "owner", "reason", "state", "wake_at", "urgency", "impact", "tag", "result", "cause", "sentence", "is_final", "is_told")


class PriorityForm(forms.Form):
    """Urgency or impact, or both; the priority follows."""

    urgency = forms.TypedChoiceField(required=False, choices=Ticket.Grade.choices, coerce=int, empty_value=None)
    impact = forms.TypedChoiceField(required=False, choices=Ticket.Grade.choices, coerce=int, empty_value=None)


def offered(viewer: User) -> frozenset[str]:
    """What the viewer may do to many tickets: what may be done to one."""
    return frozenset(name for name, right in RIGHTS.items() if may(viewer, right))


def kept_of(given: Mapping[str, Any]) -> dict[str, str]:
    """What of the sent fields a job keeps to read the verb from again."""
    return {name: str(given[name]) for name in _FIELDS if given.get(name)}


def verb_from(name: str, given: Mapping[str, Any], *, by: User, at: datetime) -> Verb:
    """The verb for one ticket number and the version on screen, None for whichever it has. Raises `Invalid` by field, and `NotAllowed`."""
    asks: dict[str, Any] = {"by": by, "at": at}
    if name in _OF_PARTS:
        return _OF_PARTS[name](given, asks)
    if name not in RIGHTS:
        raise Invalid(field="verb", reason=_("Choose what to do with the selected tickets."))
    ensure_may(by, RIGHTS[name])
    sent = QueryDict(mutable=True)
    sent.update({field: str(given[field]) for field in _FIELDS if given.get(field)})
    return _READ[name](sent, asks)


def _taking(_sent: QueryDict, asks: dict[str, Any]) -> Verb:
    return lambda number, _version: actions.take(number, **asks)


def _marking(_sent: QueryDict, asks: dict[str, Any]) -> Verb:
    return lambda number, _version: mark_ticket(number, **asks)


def _transferring(sent: QueryDict, asks: dict[str, Any]) -> Verb:
    where = _read(TransferForm(sent))
    return lambda number, version: actions.transfer(number, version=version, **where, **asks)


def _setting_state(sent: QueryDict, asks: dict[str, Any]) -> Verb:
    state = _read(StateForm(sent))
    return lambda number, version: actions.set_state(number, version=version, **state, **asks)


def _closing(sent: QueryDict, asks: dict[str, Any]) -> Verb:
    """How the tickets ended; what the rule of each asks besides is the verb's to say."""
    end = _read(CloseForm(sent))
    if not end["sentence"].strip():
        raise Invalid(field="sentence", reason=_("Say in one sentence what came of it."))
    return lambda number, version: actions.close_ticket(number, version=version, **end, **asks)


def _prioritising(sent: QueryDict, asks: dict[str, Any]) -> Verb:
    grades = {field: grade for field, grade in _read(PriorityForm(sent)).items() if grade is not None}
    if not grades:
        raise Invalid(field="urgency", reason=_("Choose an urgency or an impact."))
    return lambda number, version: actions.set_fields(number, version=version, **grades, **asks)


def _tagging(sent: QueryDict, asks: dict[str, Any]) -> Verb:
    tags = clean_tags(sent.get("tag", "").split())
    if not tags:
        raise Invalid(field="tag", reason=_("Write the tag first."))
    return lambda number, _version: actions.add_tags(number, tags, **asks)


def _telling(given: Mapping[str, Any], asks: dict[str, Any]) -> Verb:
    return lambda number, _version: actions.tell_part(number, given["words"], key=given["key"], **asks)


def _closing_part(given: Mapping[str, Any], asks: dict[str, Any]) -> Verb:
    result, cause = Result.objects.filter(pk=given["result"]).first(), Cause.objects.filter(pk=given["cause"]).first()
    return lambda number, _version: actions.close_ticket(number, result=result, cause=cause, sentence=given["sentence"], **asks)


def _read(form: forms.Form) -> dict[str, Any]:
    if form.is_valid():
        return form.cleaned_data
    field, reason = next(iter(errors_of(form).items()))
    raise Invalid(field=field, reason=reason)


_READ: Mapping[str, Callable[[QueryDict, dict[str, Any]], Verb]] = {
    "take": _taking,
    "spam": _marking,
    "transfer": _transferring,
    "state": _setting_state,
    "close": _closing,
    "priority": _prioritising,
    "tag": _tagging,
}
# What only jobs do, to the parts of a ticket.
_OF_PARTS: Mapping[str, Callable[[Mapping[str, Any], dict[str, Any]], Verb]] = {"tell": _telling, "close_part": _closing_part}
