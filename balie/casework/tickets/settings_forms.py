"""Forms of the settings of tickets."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.queries import active_teams
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.signatures import OFFERED
from balie.casework.tickets.queries.templates import PLACEHOLDERS
from balie.conversation.email.queries import mailbox_choices
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.placeholders import unknown_in
from balie.records.sla.models import Metric
from balie.records.taxonomy.forms import LANGUAGE_NAMES, LabelForm
from balie.records.taxonomy.models import Brand
from balie.records.taxonomy.queries import choices as terms

KNOWN = {placeholder.name for placeholder in PLACEHOLDERS}


def _choices(label: Any, about: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(label=label, help_text=about, required=False, coerce=int, widget=forms.CheckboxSelectMultiple)


class ReasonForm(LabelForm):
    """Why a ticket waits, and for whom."""

    key = forms.SlugField(label=_("Short name"), max_length=40)
    state = forms.ChoiceField(
        label=_("Waits for"), choices=[choice for choice in Ticket.State.choices if choice[0] in {"customer", "third"}]
    )
    pauses = forms.MultipleChoiceField(
        label=_("Holds these promises"),
        choices=Metric.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Their clocks stand still while a ticket waits for this; the others go on."),
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


class _Worded(forms.Form):
    """Words in four languages, at least one; a placeholder that is none of `known` is named."""

    known: ClassVar[set[str]] = KNOWN

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code in LANGUAGES:
            label = _("Words: {language}").format(language=LANGUAGE_NAMES[code])
            self.fields[f"body_{code}"] = forms.CharField(
                label=label, required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 9, "lang": code})
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for code in LANGUAGES:
            if unknown := unknown_in(cleaned.get(f"body_{code}", ""), self.known):
                names = ", ".join(f"{{{name}}}" for name in unknown)
                self.add_error(f"body_{code}", _("Unknown: {names}. See the list beside the words.").format(names=names))
        if not any(cleaned.get(f"body_{code}", "").strip() for code in LANGUAGES):
            self.add_error("body_nl", _("Write the words in at least one language."))
        return cleaned

    def words(self) -> dict[str, tuple[str, str]]:
        return {code: ("", text) for code in LANGUAGES if (text := self.cleaned_data[f"body_{code}"].replace("\r\n", "\n").strip())}


class TemplateForm(LabelForm, _Worded):
    """A reply template: its words in each language, and where it is offered."""

    brands = _choices(_("Brands"), _("Offered in tickets of these; none ticked is every brand."))
    mailboxes = _choices(_("Mailboxes"), _("Offered where these answer; none ticked is every mailbox."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["brands"].choices = terms(Brand)  # type: ignore[attr-defined]
        self.fields["mailboxes"].choices = mailbox_choices()  # type: ignore[attr-defined]


class SignatureForm(_Worded):
    """What stands below the mails of a team, under a brand; neither named is everybody without one of their own."""

    known = {each.name for each in OFFERED}
    team = forms.TypedChoiceField(label=_("Team"), required=False, coerce=int, empty_value=None)
    brand = forms.TypedChoiceField(label=_("Brand"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].choices = [("", _("every team")), *((team.pk, str(team.name)) for team in active_teams())]  # type: ignore[attr-defined]
        self.fields["brand"].choices = [("", _("every brand")), *terms(Brand)]  # type: ignore[attr-defined]
        for code in LANGUAGES:
            self.fields[f"body_{code}"].widget.attrs["rows"] = 5
