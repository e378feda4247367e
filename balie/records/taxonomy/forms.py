"""Forms of the settings pages of the organisation and its words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team
from balie.access.accounts.queries import active_teams
from balie.foundation.text.labels import LANGUAGES, Label
from balie.records.taxonomy.extensions import TermList
from balie.records.taxonomy.models import Category, Purpose, Result, Term
from balie.records.taxonomy.queries import category_choices

LANGUAGE_NAMES = {"nl": _("Dutch"), "fr": _("French"), "en": _("English"), "de": _("German")}


class LabelForm(forms.Form):
    """A name in four languages, at least one of them filled in."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code in LANGUAGES:
            label = _("Name: {language}").format(language=LANGUAGE_NAMES[code])
            self.fields[f"name_{code}"] = forms.CharField(label=label, max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        return _named(self, super().clean() or {})

    def label(self) -> Label:
        return Label({code: text for code in LANGUAGES if (text := self.cleaned_data[f"name_{code}"].strip())})


class TermForm(forms.Form):
    """A name in four languages, and what this list keeps beside it."""

    def __init__(self, words: TermList, data: Any = None, *, term: Term | None = None) -> None:
        super().__init__(data, initial=_initial(words, term), auto_id=f"id_{term.pk if term else 'new'}_%s")
        self.words = words
        for code in LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(label=LANGUAGE_NAMES[code], max_length=120, required=False)
        for field in words.extra:
            self.fields[field] = _extra_field(field, term)

    def clean(self) -> dict[str, Any]:
        return _named(self, super().clean() or {})

    @property
    def name(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"name_{code}"] for code in LANGUAGES}

    @property
    def extra(self) -> dict[str, Any]:
        """Values for the model's columns: records for keys."""
        found: dict[str, Any] = {field: self.cleaned_data[field] for field in self.words.extra}
        if "parent" in found:
            found["parent"] = Category.objects.filter(pk=found["parent"] or 0).first()
        if "team" in found:
            found["team"] = Team.objects.filter(pk=found["team"] or 0).first()
        return found


class OrganisationForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES], widget=forms.CheckboxSelectMultiple
    )
    zone = forms.CharField(label=_("Time zone"), max_length=40, help_text=_("As Europe/Brussels."))
    country = forms.RegexField(r"^[A-Z]{2}$", label=_("Country"), help_text=_("Two letters, as BE: how phone numbers are read."))
    mail_domain = forms.CharField(label=_("Mail domain"), max_length=120, required=False, help_text=_("As example.be."))


def _initial(words: TermList, term: Term | None) -> dict[str, object]:
    if term is None:
        return {}
    return {f"name_{code}": term.name.get(code, "") for code in LANGUAGES} | {
        field: getattr(term, f"{field}_id" if field in {"parent", "team"} else field) for field in words.extra
    }


def _named(form: forms.Form, cleaned: dict[str, Any]) -> dict[str, Any]:
    """With a name in at least one language, or it says so."""
    if not any(cleaned.get(f"name_{code}", "").strip() for code in LANGUAGES):
        form.add_error("name_nl", _("Give it a name in at least one language."))
    return cleaned


def _extra_field(field: str, term: Term | None) -> forms.Field:
    match field:
        case "parent":
            options = [each for each in category_choices() if term is None or each[0] != term.pk]
            return forms.ChoiceField(label=_("Below"), choices=[("", _("top of the tree")), *options], required=False)
        case "team":
            teams = [(team.pk, str(team.name)) for team in active_teams()]
            return forms.ChoiceField(label=_("Goes to team"), choices=[("", _("no team")), *teams], required=False)
        case "applies_to":
            return forms.ChoiceField(label=_("For"), choices=Result.AppliesTo.choices)
        case "asks_for":
            return forms.ChoiceField(label=_("Asks for"), choices=Purpose.AsksFor.choices, required=False)
        case "goes_before":
            return forms.BooleanField(
                label=_("Goes before"),
                required=False,
                help_text=_("Their tickets have a priority one step higher than urgency and impact give."),
            )
    return forms.CharField(label=_("Name in mails"), max_length=120, required=False)
