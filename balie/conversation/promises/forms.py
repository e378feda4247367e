"""What comes in through the pages of promises."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.queries import active_users


class PromiseForm(forms.Form):
    what = forms.CharField(required=False, max_length=300)
    due_at = forms.DateTimeField(error_messages={"required": _("Say by when."), "invalid": _("This is no date and time.")})
    owner = forms.ModelChoiceField(active_users(), required=False)


class SettleForm(forms.Form):
    """`how` is kept, broken or move; the latter two say why, a move also the new moment."""

    how = forms.ChoiceField(choices=[("kept", ""), ("broken", ""), ("move", "")])
    reason = forms.CharField(required=False, max_length=300)
    due_at = forms.DateTimeField(required=False, error_messages={"invalid": _("This is no date and time.")})
    version = forms.IntegerField(required=False)


class ReminderForm(forms.Form):
    minutes = forms.IntegerField(label=_("Minutes before the moment"), min_value=0, max_value=10080, help_text=_("0 reminds nobody."))
