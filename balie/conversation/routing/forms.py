"""What comes in through the pages of routing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Skill
from balie.access.accounts.queries import active_teams
from balie.conversation.routing.models import Channel, NotReadyReason
from balie.records.taxonomy.forms import LabelForm
from balie.records.taxonomy.models import Category

LEVELS = [(0, "–"), (1, "1"), (2, "2"), (3, "3"), (4, "4"), (5, "5")]


class StateForm(forms.Form):
    """`state` as its menu sends it: a state, or `not_ready:<key of the reason>`; "" is not at the desk."""

    state = forms.CharField(required=False, max_length=60)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        state, _colon, key = cleaned.get("state", "").partition(":")
        cleaned["state"] = "" if state == "off" else state
        cleaned["reason"] = NotReadyReason.objects.filter(key=key, is_retired=False).first() if key else None
        return cleaned


class AbilitiesForm(forms.Form):
    """What a colleague can: a level for each skill, and languages."""

    languages = forms.MultipleChoiceField(
        label=_("Languages spoken with customers"), choices=settings.LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, skills: list[Skill], **options: Any) -> None:
        super().__init__(*args, **options)
        self._skills = skills
        for skill in skills:
            self.fields[f"skill_{skill.pk}"] = forms.TypedChoiceField(label=str(skill.name), choices=LEVELS, coerce=int, required=False)

    @property
    def skill_fields(self) -> list[forms.BoundField]:
        return [self[f"skill_{skill.pk}"] for skill in self._skills]

    def levels(self) -> dict[str, int]:
        """Level by the skill's key; without one it is left out."""
        return {skill.key: level for skill in self._skills if (level := self.cleaned_data[f"skill_{skill.pk}"] or 0)}


class ReasonForm(LabelForm):
    """Why somebody is not ready, in four languages."""

    key = forms.SlugField(label=_("Short name"), max_length=40)


class LimitsForm(forms.Form):
    def __init__(self, *args: Any, limits: list[tuple[str, str, int]], **options: Any) -> None:
        super().__init__(*args, **options)
        for channel, name, most in limits:
            self.fields[f"most_{channel}"] = forms.IntegerField(label=name, min_value=1, max_value=20, initial=most)

    def limits(self) -> dict[str, int]:
        return {channel: self.cleaned_data[f"most_{channel}"] for channel in Channel.values}


class RequirementForm(forms.Form):
    """`about` is `category:<id>` or `team:<id>`."""

    about = forms.ChoiceField(label=_("Work about"))
    skill = forms.ModelChoiceField(Skill.objects.order_by("key"), label=_("asks"), empty_label=None)
    least = forms.TypedChoiceField(label=_("at least at level"), choices=LEVELS[1:], coerce=int)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        categories = [
            (f"category:{each.pk}", str(each.name)) for each in Category.objects.filter(is_retired=False).order_by("position", "pk")
        ]
        teams = [(f"team:{each.pk}", _("all of team {name}").format(name=each.name)) for each in active_teams()]
        self.fields["about"].choices = [*categories, *teams]  # type: ignore[attr-defined]
        self.fields["skill"].choices = [(each.pk, str(each.name)) for each in Skill.objects.order_by("key")]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, _colon, pk = cleaned.get("about", "").partition(":")
        cleaned["category"] = Category.objects.filter(pk=pk).first() if kind == "category" else None
        cleaned["team"] = next((each for each in active_teams() if str(each.pk) == pk), None) if kind == "team" else None
        return cleaned
