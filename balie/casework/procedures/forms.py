"""Procedures and their steps as a person types them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Role
from balie.access.accounts.queries import active_teams
from balie.casework.procedures.actions import StepFields
from balie.casework.procedures.actions.steps import LONGEST_TITLE
from balie.casework.procedures.models import Procedure, Step, Version
from balie.casework.procedures.queries.editing import EditedStep
from balie.foundation.text.labels import LANGUAGES
from balie.records.calendars.models import Calendar
from balie.records.sla.durations import BadDuration, read_duration
from balie.records.taxonomy.forms import LANGUAGE_NAMES
from balie.records.taxonomy.models import Purpose
from balie.records.taxonomy.queries import category_choices, choices


class NameForm(forms.Form):
    """A name in four languages."""

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        for code in LANGUAGES:
            label = _("Name: {language}").format(language=LANGUAGE_NAMES[code])
            self.fields[f"name_{code}"] = forms.CharField(label=label, max_length=80, required=False)

    @property
    def name(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"name_{code}"] for code in LANGUAGES}

    @property
    def names(self) -> list[forms.BoundField]:
        return [self[f"name_{code}"] for code in LANGUAGES]


class ProcedureForm(NameForm):
    """What it is called, which tickets it is for, and the hours its margins count in."""

    category = forms.TypedChoiceField(label=_("For tickets about"), required=False, coerce=int, empty_value=None)
    purpose = forms.TypedChoiceField(label=_("With the purpose"), required=False, coerce=int, empty_value=None)
    calendar = forms.TypedChoiceField(label=_("Margins count in the hours of"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any = None, *, procedure: Procedure, version: Version, calendars: Sequence[Calendar]) -> None:
        names = {f"name_{code}": procedure.name.get(code, "") for code in LANGUAGES}
        bound = {"category": version.category_id, "purpose": version.purpose_id, "calendar": version.calendar_id}
        super().__init__(data, initial=names | bound)
        offered: dict[str, list[tuple[Any, Any]]] = {
            "category": [("", _("every category")), *category_choices(keep=version.category_id)],
            "purpose": [("", _("every purpose")), *choices(Purpose, keep=version.purpose_id)],
            "calendar": [("", _("the usual calendar")), *((each.pk, str(each.name)) for each in calendars)],
        }
        for field, pairs in offered.items():
            self.fields[field].choices = pairs  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """A step: its words in each language, who does it, by when, what proves it, and whether it may be skipped."""

    doer = forms.ChoiceField(label=_("Who does it"), choices=Step.Doer.choices)
    team = forms.TypedChoiceField(label=_("Team"), required=False, coerce=int, empty_value=None)
    role = forms.TypedChoiceField(label=_("Role"), required=False, coerce=int, empty_value=None)
    margin = forms.CharField(
        label=_("Within"), required=False, max_length=20, help_text=_("30 min, 4h or 2 d in open hours; empty has no margin.")
    )
    margin_since = forms.ChoiceField(label=_("Counted from"), choices=Step.Since.choices)
    proof = forms.ChoiceField(label=_("Proof it asks for"), choices=Step.Proof.choices, required=False)
    is_mandatory = forms.BooleanField(label=_("Mandatory: the ticket is not closed without it"), required=False)
    may_skip = forms.BooleanField(label=_("May be skipped with a reason"), required=False)
    still_right = forms.BooleanField(label=_("The other languages say the same still"), required=False)

    def __init__(self, data: Any = None, *, edited: EditedStep | None, day: timedelta) -> None:
        super().__init__(data, initial=_initial(edited))
        self.day = day
        teams = [(team.pk, str(team.name)) for team in active_teams()]
        self.fields["team"].choices = [("", "–"), *teams]  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", "–"), *((role.pk, str(role.name)) for role in Role.objects.order_by("pk"))]  # type: ignore[attr-defined]
        for code in LANGUAGES:
            self.fields[f"title_{code}"] = forms.CharField(label=_("What is to be done"), max_length=LONGEST_TITLE, required=False)
            self.fields[f"body_{code}"] = forms.CharField(
                label=_("How"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 5, "lang": code})
            )

    def clean_margin(self) -> int | None:
        typed = self.cleaned_data["margin"].strip()
        if not typed:
            return None
        try:
            return round(read_duration(typed, self.day).total_seconds())
        except BadDuration:
            raise forms.ValidationError(_("Write it as 30 min, 4h or 2 d."))

    @property
    def words(self) -> dict[str, tuple[str, str]]:
        given = self.cleaned_data
        return {code: (given[f"title_{code}"], given[f"body_{code}"].replace("\r\n", "\n")) for code in LANGUAGES}

    @property
    def asked(self) -> StepFields:
        given = self.cleaned_data
        return StepFields(
            doer=given["doer"],
            team=next((team for team in active_teams() if team.pk == given["team"]), None),
            role=Role.objects.filter(pk=given["role"] or 0).first(),
            margin_seconds=given["margin"],
            margin_since=given["margin_since"],
            proof=given["proof"],
            is_mandatory=given["is_mandatory"],
            may_skip=given["may_skip"],
        )


def _initial(edited: EditedStep | None) -> dict[str, Any]:
    if edited is None:
        return {"is_mandatory": True}
    step = edited.step
    same = ("doer", "margin_since", "proof", "is_mandatory", "may_skip")
    words = {
        f"{part}_{code}": getattr(said, name)
        for code, said in edited.lines.items()
        for part, name in (("title", "title"), ("body", "body"))
    }
    return {name: getattr(step, name) for name in same} | {"team": step.team_id, "role": step.role_id, "margin": edited.margin} | words
