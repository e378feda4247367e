"""What comes in through the contact's forms, read into values."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.rules import LONGEST_SENTENCE
from balie.records.taxonomy.models import Category, Purpose, Result


class QuestionForm(forms.Form):
    """A question, or a part of one."""

    purpose = forms.ModelChoiceField(Purpose.objects.all(), required=False)
    category = forms.ModelChoiceField(Category.objects.all(), required=False)
    result = forms.ModelChoiceField(Result.objects.all(), required=False)
    customer_words = forms.CharField(required=False, max_length=20_000)
    restated = forms.CharField(required=False, max_length=20_000)
    treatment = forms.CharField(required=False, max_length=20_000)

    def given(self) -> dict[str, object]:
        """Only what was sent: a part of the form leaves the rest as it is."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.data}


class FinishForm(forms.Form):
    """How the contact ended. What is missing is the action's to say."""

    result = forms.ModelChoiceField(Result.objects.all(), required=False)
    sentence = forms.CharField(required=False, max_length=LONGEST_SENTENCE)
    version = forms.IntegerField()


class FilterForm(forms.Form):
    """Which contacts a list shows."""

    whose = forms.ChoiceField(label=_("Whose"), choices=[("", _("everybody's contacts")), ("mine", _("my contacts"))], required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("open and finished")), ("open", _("open")), ("finished", _("finished"))], required=False
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=[("", _("every channel")), *Contact.Channel.choices], required=False)
    before = forms.CharField(required=False, max_length=60)
