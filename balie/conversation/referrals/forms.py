"""A referral as it comes from the contact's page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ReferForm(forms.Form):
    """To whom, whether the details are mailed and where, what is said with it, and when we ask how it went."""

    entry = forms.IntegerField(min_value=1, max_value=2**62)
    is_mailed = forms.BooleanField(required=False)
    to = forms.CharField(required=False, max_length=254)
    remark = forms.CharField(required=False, max_length=300)
    follow_up_on = forms.DateField(required=False, error_messages={"invalid": _("This is no date.")})
