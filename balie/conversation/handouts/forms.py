"""What is given, as it comes from the contact's page and from a customer's."""

from __future__ import annotations

from django import forms

from balie.foundation.text.labels import LANGUAGES


class GiveForm(forms.Form):
    """Which article, in which words, and where to."""

    article = forms.IntegerField()
    language = forms.ChoiceField(choices=[(code, code) for code in LANGUAGES])
    variant = forms.ChoiceField(choices=[("plain", ""), ("expert", "")], required=False)
    how = forms.ChoiceField(choices=[("mail", ""), ("link", "")])
    to = forms.CharField(required=False, max_length=254)


class AnswerForm(forms.Form):
    """Did it help."""

    has_helped = forms.TypedChoiceField(
        choices=[("yes", ""), ("no", "")], coerce=lambda typed: typed == "yes", required=False, empty_value=None
    )
    remark = forms.CharField(required=False, max_length=1000)
