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
from balie.records.taxonomy.models import Category, Cause, Purpose, Result

WAS = "was_"
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
    team = forms.ModelChoiceField(Team.objects.filter(is_active=True), required=False)
    owner = forms.ModelChoiceField(active_users(), required=False)
    reason = forms.CharField(required=False, max_length=300)


class StateForm(forms.Form):
    """`state` is a state, or a state and the id of a reason for it: `customer:3`."""

    state = forms.CharField(required=False, max_length=30)
    wake_at = forms.DateTimeField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        state, _colon, reason = cleaned.get("state", "").partition(":")
        cleaned["state"] = state
        cleaned["reason"] = StateReason.objects.filter(pk=int(reason), state=state).first() if reason.isdecimal() else None
        if reason and cleaned["reason"] is None:
            self.add_error("state", _("This reason is no longer in the list."))
        return cleaned


class CloseForm(forms.Form):
    """How the ticket ended. What is missing is the action's to say."""

    result = forms.ModelChoiceField(Result.objects.all(), required=False)
    cause = forms.ModelChoiceField(Cause.objects.all(), required=False)
    sentence = forms.CharField(required=False, max_length=300)
    is_final = forms.BooleanField(required=False)


class LinkForm(forms.Form):
    other = forms.CharField(required=False, max_length=40)
    kind = forms.ChoiceField(choices=TicketLink.Kind.choices, required=False)


class ReplyForm(forms.Form):
    """`then` is what follows the sending: "", "customer" (wait for the customer) or "close"; it goes out at `send_at`, or now."""

    text = forms.CharField(required=False, strip=False, max_length=200_000)
    to = forms.CharField(required=False, max_length=254)
    cc = forms.CharField(required=False, max_length=2000)
    then = forms.CharField(required=False, max_length=10)
    send_at = forms.DateTimeField(required=False)

    def clean_cc(self) -> list[str]:
        return [address for address in re.split(r"[\s,;]+", self.cleaned_data["cc"]) if address]

    def clean_send_at(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["send_at"]
        if moment is not None and moment < timezone.now():
            raise forms.ValidationError(_("This moment has passed: choose a later one, or empty it to send now."))
        return moment


class MomentForm(forms.Form):
    """Another moment for a mail that waits; empty is now."""

    send_at = forms.DateTimeField(required=False)


class NoteForm(forms.Form):
    text = forms.CharField(required=False, strip=False, max_length=200_000)


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
