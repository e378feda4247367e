"""What people fill in about accounts."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Role, Team
from balie.foundation.text.labels import LANGUAGES, Label

_USERNAME = RegexValidator(r"^[a-z0-9][a-z0-9._-]*$", _("Small letters, digits, dots, dashes; start with a letter or digit."))


def _names(rows: list[Role] | list[Team]) -> list[tuple[str, str]]:
    return sorted(((row.key, str(row.name)) for row in rows), key=lambda pair: pair[1].casefold())


class PlacesForm(forms.Form):
    """Roles and teams of a person; a team led is a team belonged to."""

    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)
    teams = forms.MultipleChoiceField(label=_("Teams"), widget=forms.CheckboxSelectMultiple, required=False)
    leads = forms.MultipleChoiceField(label=_("Leads"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        teams = _names(list(Team.objects.filter(is_active=True)))
        for field, choices in (("roles", _names(list(Role.objects.all()))), ("teams", teams), ("leads", teams)):
            self.fields[field].choices = choices  # type: ignore[attr-defined]


class InviteForm(PlacesForm):
    """A new person."""

    name = forms.CharField(label=_("Name"), max_length=120)
    username = forms.CharField(label=_("Signs in as"), max_length=60, validators=[_USERNAME], help_text=_("For example: jan.peeters"))
    email = forms.EmailField(label=_("Mail address"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[(code, code) for code in LANGUAGES], initial="nl")
    field_order = ("name", "username", "email", "language", "roles", "teams", "leads")


class TeamForm(forms.Form):
    """A team: a short key and its name in four languages."""

    key = forms.SlugField(label=_("Short name"), max_length=40)
    name_nl = forms.CharField(label=_("Name in Dutch"), max_length=80)
    name_fr = forms.CharField(label=_("Name in French"), max_length=80, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    name_de = forms.CharField(label=_("Name in German"), max_length=80, required=False)
    default_level = forms.TypedChoiceField(
        label=_("New records of the team are"),
        coerce=int,
        choices=[(0, _("open to everybody at the desk")), (1, _("for the team")), (2, _("restricted"))],
    )

    def label(self) -> Label:
        return Label({code: self.cleaned_data[f"name_{code}"] for code in LANGUAGES})


class PasswordForm(forms.Form):
    """A password, once more to be sure."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten characters; a sentence is easiest to remember."),
    )
    again = forms.CharField(label=_("The same password again"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("The two passwords differ."))
        return again
