"""What comes in through the pages of routing."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Skill, Team
from balie.access.accounts.queries import active_teams
from balie.conversation.routing.models import Channel, NotReadyReason, Queue
from balie.foundation.text.labels import LANGUAGES, Label
from balie.records.calendars.models import Calendar
from balie.records.calendars.queries import choices as calendar_choices
from balie.records.taxonomy.forms import LANGUAGE_NAMES, LabelForm
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
    """How many of each channel at once, and beside which others it may be handed."""

    def __init__(self, *args: Any, limits: list[tuple[str, str, int, list[str]]], **options: Any) -> None:
        super().__init__(*args, **options)
        for channel, name, most, beside in limits:
            self.fields[f"most_{channel}"] = forms.IntegerField(label=name, min_value=1, max_value=20, initial=most)
            self.fields[f"beside_{channel}"] = forms.MultipleChoiceField(
                label=_("{channel}: may ring beside").format(channel=name),
                choices=[each for each in Channel.choices if each[0] != channel],
                initial=beside,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def beside(self) -> dict[str, list[str]]:
        return {channel: self.cleaned_data[f"beside_{channel}"] for channel in Channel.values}

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


class QueueForm(LabelForm):
    """All a queue is: its name and team, whom it goes to, how long that may take, and where the rest goes."""

    PARTS: ClassVar[dict[str, tuple[str, ...]]] = {
        "who": ("channel", "team", "calendar", "languages"),
        "order": ("head_start_s", "slope_percent"),
        "ringing": ("ring_s", "wrap_up_s", "is_picked_up"),
        "agreed": ("answer_within_s", "agreed_percent", "short_abandon_s"),
        "rest": ("most_waiting", "overflow_to", "overflow_after_s", "longest_wait_s", "then", "when_closed"),
    }
    STEPS = 3

    key = forms.SlugField(label=_("Short name"), max_length=40)
    channel = forms.ChoiceField(label=_("What waits"), choices=Channel.choices)
    team = forms.TypedChoiceField(label=_("Answered by the team"), coerce=int)
    calendar = forms.TypedChoiceField(label=_("Opening hours"), coerce=int, required=False, empty_value=None)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=list(LANGUAGE_NAMES.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    head_start_s = forms.IntegerField(
        label=_("Head start, in seconds"),
        min_value=0,
        max_value=86400,
        help_text=_("As if everything in this queue had waited so long already."),
    )
    slope_percent = forms.IntegerField(
        label=_("A second of waiting counts for, in %"),
        min_value=1,
        max_value=1000,
        help_text=_("100 is as it is; never 0, so that nobody waits for ever."),
    )
    ring_s = forms.IntegerField(label=_("Rings at one operator, in seconds"), min_value=5, max_value=300)
    wrap_up_s = forms.IntegerField(label=_("Longest wrap-up, in seconds"), min_value=0, max_value=3600)
    is_picked_up = forms.BooleanField(label=_("Colleagues of the team may pick up what rings"), required=False)
    answer_within_s = forms.IntegerField(label=_("Answered within, in seconds"), min_value=1, max_value=86400)
    agreed_percent = forms.IntegerField(label=_("for at least, in %"), min_value=1, max_value=100)
    short_abandon_s = forms.IntegerField(label=_("Who gives up sooner is not counted, in seconds"), min_value=0, max_value=600)
    most_waiting = forms.IntegerField(label=_("At most this many wait"), min_value=1, max_value=10000, required=False)
    overflow_to = forms.TypedChoiceField(label=_("Then taken over by the queue"), coerce=int, required=False, empty_value=None)
    overflow_after_s = forms.IntegerField(label=_("after, in seconds"), min_value=1, max_value=86400, required=False)
    longest_wait_s = forms.IntegerField(label=_("Longest wait, in seconds"), min_value=1, max_value=86400, required=False)
    then = forms.ChoiceField(label=_("After the longest wait, or when full"), choices=Queue.Otherwise.choices)
    when_closed = forms.ChoiceField(label=_("Outside opening hours"), choices=Queue.Otherwise.choices)
    incident_until = forms.DateTimeField(
        label=_("Told until"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def __init__(self, *args: Any, queue: Queue | None, **options: Any) -> None:
        shown = queue or Queue()
        super().__init__(*args, initial=_initial_of(shown), **options)
        if queue is not None:
            del self.fields["key"]
        fields: Any = self.fields
        fields["team"].choices = [(each.pk, str(each.name)) for each in active_teams()]
        fields["calendar"].choices = [("", _("those of the organisation")), *calendar_choices()]
        others = Queue.objects.filter(is_retired=False).exclude(pk=shown.pk).order_by("position", "pk")
        fields["overflow_to"].choices = [("", "–"), *((each.pk, str(each.name)) for each in others)]
        self._known_skills = list(Skill.objects.order_by("key"))
        for skill in self._known_skills:
            fields[f"skill_{skill.pk}"] = forms.TypedChoiceField(label=str(skill.name), choices=LEVELS, coerce=int, required=False)
        for at in range(self.STEPS):
            fields[f"after_{at}"] = forms.IntegerField(label=_("After, in seconds"), min_value=1, max_value=86400, required=False)
            fields[f"less_{at}"] = forms.IntegerField(label=_("levels less"), min_value=0, max_value=5, required=False)
            fields[f"drops_{at}"] = forms.BooleanField(label=_("any language, where the customer’s file allows"), required=False)
        for code in LANGUAGES:
            label = _("Incident: {language}").format(language=LANGUAGE_NAMES[code])
            fields[f"incident_{code}"] = forms.CharField(
                label=label, max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    @property
    def names(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name == "key" or name.startswith("name_")]

    def part(self, name: str) -> list[forms.BoundField]:
        return [self[field] for field in self.PARTS[name]]

    @property
    def skill_fields(self) -> list[forms.BoundField]:
        return [self[f"skill_{skill.pk}"] for skill in self._known_skills]

    @property
    def step_fields(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [(self[f"after_{at}"], self[f"less_{at}"], self[f"drops_{at}"]) for at in range(self.STEPS)]

    @property
    def incident_fields(self) -> list[forms.BoundField]:
        return [*(self[f"incident_{code}"] for code in LANGUAGES), self["incident_until"]]

    def values(self) -> dict[str, Any]:
        """The queue's own fields."""
        kept: dict[str, Any] = {field: self.cleaned_data[field] for part in self.PARTS.values() for field in part}
        kept["team"] = Team.objects.get(pk=kept["team"])
        kept["calendar"] = Calendar.objects.filter(pk=kept["calendar"] or 0).first()
        kept["overflow_to"] = Queue.objects.filter(pk=kept["overflow_to"] or 0).first()
        told = {code: text for code in LANGUAGES if (text := self.cleaned_data[f"incident_{code}"].strip())}
        return kept | {"name": self.label(), "incident": Label(told), "incident_until": self.cleaned_data["incident_until"]}

    def skills(self) -> dict[Skill, int]:
        return {skill: level for skill in self._known_skills if (level := self.cleaned_data[f"skill_{skill.pk}"] or 0)}

    def steps(self) -> list[tuple[int, int, bool]]:
        """What is asked less after a while; a step without seconds is none."""
        rows = [tuple(self.cleaned_data[f"{name}_{at}"] for name in ("after", "less", "drops")) for at in range(self.STEPS)]
        return [(after, less or 0, drops) for after, less, drops in rows if after]


def _initial_of(queue: Queue) -> dict[str, Any]:
    plain = {
        field: getattr(queue, field)
        for part in QueueForm.PARTS.values()
        for field in part
        if not field.endswith(("team", "calendar", "_to"))
    }
    told = plain | {"team": queue.team_id, "calendar": queue.calendar_id, "overflow_to": queue.overflow_to_id}
    told |= {"incident_until": queue.incident_until}
    told |= {f"name_{code}": (queue.name or {}).get(code, "") for code in LANGUAGES}
    told |= {f"incident_{code}": (queue.incident or {}).get(code, "") for code in LANGUAGES}
    told |= {f"skill_{each['skill']}": each["least"] for each in getattr(queue, "asked_now", [])}
    for at, step in enumerate(getattr(queue, "steps_now", [])):
        told |= {f"after_{at}": step["after"], f"less_{at}": step["less"], f"drops_{at}": step["drops"]}
    return told
