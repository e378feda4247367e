"""Forms of the settings of tickets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.templates import PLACEHOLDERS
from balie.foundation.text.labels import LANGUAGES, Label
from balie.foundation.text.placeholders import unknown_in
from balie.records.taxonomy.forms import LANGUAGE_NAMES

KNOWN = {placeholder.name for placeholder in PLACEHOLDERS}


class _Named(forms.Form):
    """A name in four languages."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code in LANGUAGES:
            label = _("Name: {language}").format(language=LANGUAGE_NAMES[code])
            self.fields[f"name_{code}"] = forms.CharField(label=label, max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"name_{code}", "").strip() for code in LANGUAGES):
            self.add_error("name_nl", _("Give it a name in at least one language."))
        return cleaned

    def label(self) -> Label:
        return Label({code: text for code in LANGUAGES if (text := self.cleaned_data[f"name_{code}"].strip())})


class ReasonForm(_Named):
    """Why a ticket waits, and for whom."""

    key = forms.SlugField(label=_("Short name"), max_length=40)
    state = forms.ChoiceField(
        label=_("Waits for"), choices=[choice for choice in Ticket.State.choices if choice[0] in {"customer", "third"}]
    )


class AutomaticTextForm(forms.Form):
    """What an automatic mail says: subject and words in each language, all of them."""

    def __init__(self, *args: Any, known: set[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = known
        for code in LANGUAGES:
            self.fields[f"title_{code}"] = forms.CharField(label=_("Subject"), required=False, max_length=200)
            self.fields[f"body_{code}"] = forms.CharField(
                label=_("Words"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 8, "lang": code})
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, typed in list(cleaned.items()):
            if unknown := unknown_in(typed, self.known):
                names = ", ".join(f"{{{each}}}" for each in unknown)
                self.add_error(name, _("Unknown: {names}. See the list beside the words.").format(names=names))
            elif name.startswith("body_") and not typed.strip():
                self.add_error(name, _("Write the words in every language: customers of each get this mail."))
        return cleaned

    def words(self) -> dict[str, tuple[str, str]]:
        given = self.cleaned_data
        return {code: (given[f"title_{code}"].strip(), given[f"body_{code}"].replace("\r\n", "\n").strip()) for code in LANGUAGES}


class TemplateForm(_Named):
    """A reply template: its words in each language; unknown placeholders are named."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code in LANGUAGES:
            label = _("Words: {language}").format(language=LANGUAGE_NAMES[code])
            self.fields[f"body_{code}"] = forms.CharField(
                label=label, required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 9, "lang": code})
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for code in LANGUAGES:
            if unknown := unknown_in(cleaned.get(f"body_{code}", ""), KNOWN):
                names = ", ".join(f"{{{name}}}" for name in unknown)
                self.add_error(f"body_{code}", _("Unknown: {names}. See the list beside the words.").format(names=names))
        if not any(cleaned.get(f"body_{code}", "").strip() for code in LANGUAGES):
            self.add_error("body_nl", _("Write the words in at least one language."))
        return cleaned

    def words(self) -> dict[str, tuple[str, str]]:
        return {code: ("", text) for code in LANGUAGES if (text := self.cleaned_data[f"body_{code}"].replace("\r\n", "\n").strip())}
