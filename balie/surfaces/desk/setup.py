"""The first administrator's page: who one is, and what the organisation is called. Its link works once."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from balie.access.accounts import actions
from balie.access.accounts.forms import InviteForm, PasswordForm
from balie.access.accounts.models import SingleUseLink
from balie.foundation.errors import Invalid
from balie.foundation.installation.actions import install
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.web.pages import redirect_after_post, render
from balie.records.calendars.actions import install_calendars
from balie.records.taxonomy.actions import add_term, create_organisation
from balie.records.taxonomy.forms import LANGUAGE_NAMES
from balie.records.taxonomy.models import Brand


class SetupForm(PasswordForm):
    """Everything an empty installation has to know before somebody can work."""

    organisation = forms.CharField(label=_("Name of the organisation"), max_length=120)
    brand = forms.CharField(label=_("Name customers know it by"), max_length=120)
    languages = forms.MultipleChoiceField(
        label=_("Languages of your customers"),
        choices=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
        initial=list(LANGUAGES),
    )
    mail_domain = forms.CharField(label=_("Mail domain"), max_length=120, required=False, help_text=_("As example.be."))
    name = forms.CharField(label=_("Your name"), max_length=120)
    username = InviteForm.base_fields["username"]
    language = forms.ChoiceField(label=_("Your language"), choices=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES])
    field_order = ("organisation", "brand", "languages", "mail_domain", "name", "username", "language", "password", "again")


@login_not_required
@sensitive_post_parameters()
def setup(request: HttpRequest, secret: str) -> HttpResponse:
    """Fill in once; the link is spent when everything stands."""
    link = actions.find_link(secret, at=timezone.now())
    if link.purpose != SingleUseLink.Purpose.FIRST_ADMINISTRATOR:
        raise actions.LinkSpent()
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _set_up(secret, form)
        except Invalid as refusal:
            form.add_error(refusal.field_name if refusal.field_name in form.fields else None, str(refusal))
        else:
            return redirect_after_post(settings.LOGIN_URL)
    status = 422 if form.errors else 200
    return render(request, "desk/setup.html", status=status, form=form, address=settings.BALIE_URL)


@transaction.atomic
def _set_up(secret: str, form: SetupForm) -> None:
    """Organisation, brand, first administrator: all or nothing, so a wrong password spends no link."""
    at, given = timezone.now(), form.cleaned_data
    actions.use_link(secret, at=at)
    install(at)
    create_organisation(name=given["organisation"], languages=given["languages"], mail_domain=given["mail_domain"], by=None, at=at)
    add_term(Brand, name=dict.fromkeys(LANGUAGES, given["brand"]), mail_name=given["brand"], by=None, at=at)
    install_calendars(at)
    user, _invitation = actions.invite_user(
        username=given["username"], name=given["name"], language=given["language"], roles=["administrator"], by=None, at=at
    )
    actions.set_password(user, given["password"], by=user, at=at)
