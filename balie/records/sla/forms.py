"""Agreements, their matrix of targets, and a promise to try, as a person types them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.foundation.errors import NotFound, Refusal
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.numbers import read_number, whole
from balie.records.calendars.models import Calendar
from balie.records.catalogue.models import Contract, ContractType
from balie.records.catalogue.queries import find_contract
from balie.records.sla.actions import Step
from balie.records.sla.durations import BadDuration, open_day, read_duration, write_duration
from balie.records.sla.models import Agreement, Escalation, Metric, Target

LANGUAGE_LABELS = {"nl": _("Name in Dutch"), "fr": _("Name in French"), "en": _("Name in English"), "de": _("Name in German")}
PRIORITIES = {1: _("critical"), 2: _("high priority"), 3: _("normal priority"), 4: _("low priority")}
WRONG_DURATION = _("Write it as 30 min, 4h or 2 d.")
PAUSES = (1, 2, 3)


class AgreementForm(forms.Form):
    kind = forms.ChoiceField(label=_("Promised"), choices=Agreement.Kind.choices)
    first_on = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last_on = forms.DateField(
        label=_("Up to and including"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    warn_percents = forms.CharField(
        label=_("Warn at these percentages"), required=False, max_length=60, help_text=_("As 50 75; a broken promise is always reported.")
    )

    def __init__(self, data: Any = None, *, agreement: Agreement) -> None:
        first: dict[str, Any] = {f"name_{code}": agreement.name.get(code, "") if agreement.name else "" for code in LANGUAGES}
        first |= {field: getattr(agreement, field) for field in ("kind", "first_on", "last_on")}
        super().__init__(data, initial=first | {"warn_percents": " ".join(map(str, agreement.warn_percents))})
        for code in LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(label=LANGUAGE_LABELS[code], max_length=80, required=False)

    def clean_warn_percents(self) -> list[int]:
        parts = self.cleaned_data["warn_percents"].replace(",", " ").replace("%", " ").split()
        if not all(part.isdecimal() and len(part) < 4 for part in parts):
            raise forms.ValidationError(_("Write at most eight percentages from 1 to 300, as 50 75 90."))
        return [int(part) for part in parts]

    @property
    def name(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"name_{code}"] for code in LANGUAGES}

    @property
    def names(self) -> list[forms.BoundField]:
        return [self[f"name_{code}"] for code in LANGUAGES]


class ByContractForm(forms.Form):
    """A type of contract, or the number of one contract that the viewer may see; some days, or all."""

    contract_type = forms.ChoiceField(
        label=_("Type of contract"), required=False, error_messages={"invalid_choice": _("This type is gone. Choose another one.")}
    )
    contract = forms.CharField(label=_("or one contract, by its number"), max_length=30, required=False)
    first_on = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last_on = forms.DateField(
        label=_("Up to and including"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any = None, *, viewer: User) -> None:
        super().__init__(data)
        self.viewer = viewer
        self.types = {str(each.pk): each for each in ContractType.objects.filter(is_retired=False).order_by("position", "pk")}
        self.fields["contract_type"].choices = [("", "–"), *((pk, str(each.name)) for pk, each in self.types.items())]  # type: ignore[attr-defined]

    def clean_contract_type(self) -> ContractType | None:
        return self.types.get(self.cleaned_data["contract_type"])

    def clean_contract(self) -> Contract | None:
        typed = self.cleaned_data["contract"]
        if not typed.strip():
            return None
        try:
            return find_contract(self.viewer, read_number(typed, Contract.KIND_DIGIT))
        except NotFound:
            raise forms.ValidationError(_("There is no contract with this number, or you may not see it."))
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class TargetsForm(forms.Form):
    """A row for each priority: the hours it counts in, and a promise for each metric; empty promises nothing."""

    def __init__(self, data: Any = None, *, targets: Sequence[Target], calendars: Sequence[Calendar]) -> None:
        self.calendars = {str(each.pk): each for each in calendars}
        super().__init__(data, initial=dict(_typed(targets)))
        choices = [(key, str(each.name)) for key, each in self.calendars.items()]
        for priority, name in PRIORITIES.items():
            self.fields[f"calendar_{priority}"] = forms.ChoiceField(label=_hours_of(name), choices=choices)
            for metric, words in Metric.choices:
                self.fields[_cell(priority, metric)] = forms.CharField(label=f"{name}: {words}", max_length=20, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for priority, metric in _cells():
            field = _cell(priority, metric)
            try:
                cleaned[field] = self._promise(cleaned.get(field, ""), str(cleaned.get(f"calendar_{priority}", "")))
            except BadDuration:
                self.add_error(field, WRONG_DURATION)
        return cleaned

    def _promise(self, typed: str, key: str) -> timedelta | None:
        calendar = self.calendars.get(key)
        return read_duration(typed, _day(calendar)) if typed.strip() and calendar else None

    @property
    def promises(self) -> dict[tuple[int, str], timedelta]:
        return {cell: promise for cell in _cells() if (promise := self.cleaned_data[_cell(*cell)])}

    @property
    def hours(self) -> dict[int, Calendar]:
        return {priority: self.calendars[self.cleaned_data[f"calendar_{priority}"]] for priority in PRIORITIES}

    @property
    def rows(self) -> list[tuple[Any, forms.BoundField, list[forms.BoundField]]]:
        """(priority, its calendar, its promises) for the table."""
        return [
            (name, self[f"calendar_{priority}"], [self[_cell(priority, metric)] for metric in Metric.values])
            for priority, name in PRIORITIES.items()
        ]


class EscalationsForm(forms.Form):
    """A row for each step: at which percentage of which promise, what is done, and the team of a transfer; an empty percentage is no step."""

    BLANK = 3

    def __init__(self, data: Any = None, *, known: Sequence[Escalation], teams: Sequence[Team]) -> None:
        self.teams = {str(each.pk): each for each in teams}
        self.count = len(known) + self.BLANK if data is None else _rows_in(data)
        super().__init__(data, initial=dict(_typed_steps(known)))
        metrics = [("", _("each promise")), *Metric.choices]
        for number in range(self.count):
            words = {"number": number + 1}
            self.fields[f"percent_{number}"] = forms.CharField(label=_("Step %(number)s: at") % words, max_length=5, required=False)
            self.fields[f"metric_{number}"] = forms.ChoiceField(label=_("Step %(number)s: of") % words, choices=metrics, required=False)
            self.fields[f"action_{number}"] = forms.ChoiceField(
                label=_("Step %(number)s: what is done") % words, choices=Escalation.Action.choices, required=False
            )
            self.fields[f"team_{number}"] = forms.ChoiceField(
                label=_("Step %(number)s: to the team") % words,
                choices=[("", "–"), *((key, str(each.name)) for key, each in self.teams.items())],
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in range(self.count):
            typed = cleaned.get(f"percent_{number}", "").strip().removesuffix("%").strip()
            if typed and not (typed.isdecimal() and len(typed) < 4):
                self.add_error(f"percent_{number}", _("Write a percentage from 1 to 300."))
            cleaned[f"percent_{number}"] = whole(typed)
        return cleaned

    @property
    def steps(self) -> list[tuple[int, Step]]:
        """(row, what it says) of those filled in."""
        given = self.cleaned_data
        return [
            (
                number,
                Step(
                    given[f"percent_{number}"],
                    given[f"action_{number}"],
                    given[f"metric_{number}"],
                    self.teams.get(given[f"team_{number}"]),
                ),
            )
            for number in range(self.count)
            if self[f"percent_{number}"].value()
        ]

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        return [[self[f"{name}_{number}"] for name in ("percent", "metric", "action", "team")] for number in range(self.count)]


class TryForm(forms.Form):
    """A promise, when it was made, and up to three pauses."""

    promise = forms.CharField(label=_("Promise"), max_length=20, initial="8h")

    def __init__(self, data: Any = None, *, calendars: Sequence[Calendar], initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.calendars = {str(each.pk): each for each in calendars}
        choices = [(key, str(each.name)) for key, each in self.calendars.items()]
        self.fields["calendar"] = forms.ChoiceField(label=_("Opening hours"), choices=choices)
        self.fields["start"] = forms.CharField(label=_("Starts at"), widget=_moment_input())
        for number in PAUSES:
            self.fields[f"from_{number}"] = forms.CharField(
                label=_("Pause %(number)s from") % {"number": number}, required=False, widget=_moment_input()
            )
            self.fields[f"to_{number}"] = forms.CharField(
                label=_("Pause %(number)s until") % {"number": number}, required=False, widget=_moment_input()
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            if "promise" in cleaned and "calendar" in cleaned:
                cleaned["promise"] = read_duration(cleaned["promise"], _day(self.calendars[cleaned["calendar"]]))
        except BadDuration:
            self.add_error("promise", WRONG_DURATION)
        return cleaned

    @property
    def calendar(self) -> Calendar:
        return self.calendars[self.cleaned_data["calendar"]]

    @property
    def pauses(self) -> list[tuple[str, str | None]]:
        typed = [(self.cleaned_data[f"from_{number}"], self.cleaned_data[f"to_{number}"] or None) for number in PAUSES]
        return [pause for pause in typed if pause[0]]

    @property
    def pause_fields(self) -> list[forms.BoundField]:
        return [self[f"{end}_{number}"] for end in ("from", "to") for number in PAUSES]


def _rows_in(data: Any) -> int:
    return min(sum(1 for name in data if name.startswith("percent_")), 30)


def _typed_steps(known: Sequence[Escalation]) -> Iterator[tuple[str, Any]]:
    for number, row in enumerate(known):
        yield f"percent_{number}", row.percent
        yield f"metric_{number}", row.metric
        yield f"action_{number}", row.action
        yield f"team_{number}", str(row.team_id or "")


def _moment_input() -> forms.TextInput:
    return forms.TextInput(attrs={"type": "datetime-local"})


def _cells() -> Iterator[tuple[int, str]]:
    return ((priority, metric) for priority in PRIORITIES for metric in Metric.values)


def _cell(priority: int, metric: str) -> str:
    return f"cell_{priority}_{metric}"


def _hours_of(name: Any) -> Any:
    return _("Hours, %(priority)s") % {"priority": name}


def _day(calendar: Calendar | None) -> timedelta:
    return open_day(calendar.week, always=calendar.always) if calendar else timedelta(days=1)


def _typed(targets: Sequence[Target]) -> Iterator[tuple[str, Any]]:
    for target in targets:
        yield f"calendar_{target.priority}", str(target.calendar_id)
        yield _cell(target.priority, target.metric), write_duration(timedelta(seconds=target.seconds), _day(target.calendar))
