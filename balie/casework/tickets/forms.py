"""What comes in through the forms of a ticket's page, read into values."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team
from balie.access.accounts.queries import active_users
from balie.access.permissions.levels import Level
from balie.casework.tickets.models import StateReason, Ticket, TicketLink
from balie.foundation.text.models import LANGUAGE_CHOICES
from balie.foundation.text.numbers import whole
from balie.records.taxonomy.models import Category, Cause, Purpose, Result

WAS = "was_"
MOST_LETTERS = 200_000
THEIRS = "theirs"


class FieldsForm(forms.Form):
    """The ticket's fields, or some of them. Beside each stands `was_<field>`: what was on screen before."""

    subject = forms.CharField(required=False, max_length=300)
    urgency = forms.TypedChoiceField(required=False, choices=Ticket.Grade.choices, coerce=int)
    impact = forms.TypedChoiceField(required=False, choices=Ticket.Grade.choices, coerce=int)
    category = forms.ModelChoiceField(Category.objects.all(), required=False)
    purpose = forms.ModelChoiceField(Purpose.objects.all(), required=False)
    tags = forms.CharField(required=False, max_length=600)
    language = forms.ChoiceField(required=False, choices=LANGUAGE_CHOICES)
    level = forms.TypedChoiceField(required=False, choices=Level.choices, coerce=int)

    def clean_tags(self) -> list[str]:
        return re.split(r"[\s,;]+", self.cleaned_data["tags"].strip()) if self.cleaned_data["tags"].strip() else []

    def changed(self) -> dict[str, Any]:
        """What differs from what was on screen, but where the saved value was chosen."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.data and self._is_meant(name)}

    def was(self, name: str) -> str | None:
        """What was on screen; None when the form does not say."""
        return self.data.get(WAS + name)

    def _is_meant(self, name: str) -> bool:
        return self.data.get(f"choose_{name}") != THEIRS and self.data[name] != self.was(name)


class TransferForm(forms.Form):
    """`to` is a suggestion that was chosen, `team:<id>` or `user:<id>`; it goes before the other two."""

    to = forms.CharField(required=False, max_length=60)
    team = forms.ModelChoiceField(Team.objects.filter(is_active=True), required=False)
    owner = forms.ModelChoiceField(active_users(), required=False)
    reason = forms.CharField(required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, _colon, pk = (cleaned.pop("to", "") or "").partition(":")
        if not whole(pk):
            return cleaned
        if kind == "team":
            cleaned["team"], cleaned["owner"] = Team.objects.filter(pk=whole(pk), is_active=True).first(), None
        elif kind == "user":
            cleaned["team"], cleaned["owner"] = None, active_users().filter(pk=whole(pk)).first()
        return cleaned


class BackForm(forms.Form):
    """Why it is not for who got it."""

    reason = forms.CharField(required=False, max_length=300)


class HandoverForm(forms.Form):
    """Whose work, to whom (several, spread evenly; or nobody in their team, with who takes the promises), and why."""

    away = forms.ModelChoiceField(active_users(), error_messages={"required": _("Choose who is away.")})
    to = forms.ModelMultipleChoiceField(active_users(), error_messages={"required": _("Choose who takes it over.")})
    to_team = forms.BooleanField(required=False)
    reason = forms.CharField(required=False, max_length=300)


class StateForm(forms.Form):
    """`state` is a state, or a state and the id of a reason for it: `customer:3`."""

    state = forms.CharField(required=False, max_length=30)
    wake_at = forms.DateTimeField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        state, _colon, reason = cleaned.get("state", "").partition(":")
        cleaned["state"] = state
        cleaned["reason"] = StateReason.objects.filter(pk=whole(reason), state=state).first()
        if reason and cleaned["reason"] is None:
            self.add_error("state", _("This reason is no longer in the list."))
        return cleaned


class CloseForm(forms.Form):
    """How the ticket ended. What is missing is the action's to say."""

    result = forms.ModelChoiceField(Result.objects.all(), required=False)
    cause = forms.ModelChoiceField(Cause.objects.all(), required=False)
    sentence = forms.CharField(required=False, max_length=300)
    is_final = forms.BooleanField(required=False)
    is_told = forms.BooleanField(required=False)


class LinkForm(forms.Form):
    other = forms.CharField(required=False, max_length=40)
    kind = forms.ChoiceField(choices=TicketLink.Kind.choices, required=False)


class ReplyForm(forms.Form):
    """`html` is the text with its formatting, when the editor gave it some. `then` is what follows the sending: "", "customer" (wait for the customer) or "close"; it goes out at `send_at`, or now."""

    text = forms.CharField(required=False, strip=False, max_length=MOST_LETTERS)
    html = forms.CharField(required=False, strip=False, max_length=MOST_LETTERS)
    to = forms.CharField(required=False, max_length=254)
    cc = forms.CharField(required=False, max_length=2000)
    bcc = forms.CharField(required=False, max_length=2000)
    then = forms.CharField(required=False, max_length=10)
    send_at = forms.DateTimeField(required=False)

    def clean_cc(self) -> list[str]:
        return _addresses(self.cleaned_data["cc"])

    def clean_bcc(self) -> list[str]:
        return _addresses(self.cleaned_data["bcc"])

    def clean_send_at(self) -> datetime | None:
        return _to_come(self.cleaned_data["send_at"])


class AsideForm(forms.Form):
    """A mail to a third party beside the conversation; its words are read by the view. It goes out at `send_at`, or now."""

    to = forms.CharField(required=False, max_length=254)
    subject = forms.CharField(required=False, max_length=300)
    text = forms.CharField(required=False, strip=False, max_length=MOST_LETTERS)
    html = forms.CharField(required=False, strip=False, max_length=MOST_LETTERS)
    waits = forms.BooleanField(required=False)
    send_at = forms.DateTimeField(required=False)

    def clean_send_at(self) -> datetime | None:
        return _to_come(self.cleaned_data["send_at"])


class MomentForm(forms.Form):
    """Another moment for a mail that waits; empty is now."""

    send_at = forms.DateTimeField(required=False)


class NoteForm(forms.Form):
    text = forms.CharField(required=False, strip=False, max_length=MOST_LETTERS)


def _to_come(moment: datetime | None) -> datetime | None:
    if moment is not None and moment < timezone.now():
        raise forms.ValidationError(_("This moment has passed: choose a later one, or empty it to send now."))
    return moment


def _addresses(typed: str) -> list[str]:
    return [address for address in re.split(r"[\s,;]+", typed) if address]


def errors_of(form: forms.Form) -> dict[str, str]:
    return {name: " ".join(str(error) for error in errors) for name, errors in form.errors.items()}


def file_ids(given: Iterable[str]) -> list[uuid.UUID]:
    """The ids of uploaded files that can be read as such."""
    found = []
    for each in given:
        try:
            found.append(uuid.UUID(each))
        except ValueError:
            continue
    return found
