"""Hours and days as a person types them: one field a day, one for all slots of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from balie.foundation.text.labels import LANGUAGES
from balie.records.calendars.actions import slot_words
from balie.records.calendars.holidays import places
from balie.records.calendars.models import Calendar, Season
from balie.records.calendars.slots import DAYS, BadSlot, read_slots, write_slots

# Above a field; Django's own words, which stand inside sentences too.
DAY_NAMES = {day: capfirst(WEEKDAYS[at]) for at, day in enumerate(DAYS)}
LANGUAGE_LABELS = {"nl": _("Name in Dutch"), "fr": _("Name in French"), "en": _("Name in English"), "de": _("Name in German")}


class NamedForm(forms.Form):
    """A form about something with a name in four languages."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        for code in LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(label=LANGUAGE_LABELS[code], max_length=80, required=False)

    @property
    def name(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"name_{code}"] for code in LANGUAGES}

    @property
    def names(self) -> list[forms.BoundField]:
        return [self[f"name_{code}"] for code in LANGUAGES]


class WeekForm(NamedForm):
    """A name and a week."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        for day in DAYS:
            self.fields[day] = forms.CharField(label=DAY_NAMES[day], max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for day in DAYS:
            try:
                cleaned[day] = read_slots(cleaned.get(day, ""), day)
            except BadSlot as bad:
                self.add_error(day, slot_words(bad))
        return cleaned

    @property
    def week(self) -> dict[str, list[list[str]]]:
        return {day: self.cleaned_data[day] for day in DAYS}

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[day] for day in DAYS]


class CalendarForm(WeekForm):
    def __init__(self, data: Any = None, *, calendar: Calendar) -> None:
        first = {**_named(calendar), **_written(calendar), "zone": calendar.zone, "always": calendar.always, "holidays": calendar.holidays}
        super().__init__(data, initial=first)
        self.fields["zone"] = forms.CharField(label=_("Time zone"), max_length=40, help_text=_("As Europe/Brussels."))
        self.fields["always"] = forms.BooleanField(
            label=_("Open day and night"), required=False, help_text=_("Holidays too; only own closing days close it.")
        )
        self.fields["holidays"] = forms.ChoiceField(
            label=_("Closed on the public holidays of"), required=False, choices=[("", _("none")), *places()]
        )


class SeasonForm(WeekForm):
    def __init__(self, data: Any = None, *, season: Season) -> None:
        super().__init__(data, initial={**_named(season), **_written(season), "first_on": season.first_on, "last_on": season.last_on})
        self.fields["first_on"] = _date_field(_("From"))
        self.fields["last_on"] = _date_field(_("Up to and including"))


class OwnDayForm(NamedForm):
    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["first_on"] = _date_field(_("From"))
        self.fields["last_on"] = _date_field(_("Up to and including"), required=False)
        self.fields["slots"] = forms.CharField(
            label=_("Hours"), max_length=120, required=False, help_text=_("Empty is closed; 8:30-12:00 is half a day.")
        )

    def clean_slots(self) -> list[list[str]]:
        try:
            return read_slots(self.cleaned_data["slots"])
        except BadSlot as bad:
            raise forms.ValidationError(slot_words(bad))


class ImportForm(forms.Form):
    file = forms.FileField(label=_("iCalendar file (.ics)"), help_text=_("Its whole days become closing days."))


def _date_field(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _named(row: Calendar | Season) -> dict[str, str]:
    return {f"name_{code}": row.name.get(code, "") if row.name else "" for code in LANGUAGES}


def _written(row: Calendar | Season) -> dict[str, str]:
    return {day: write_slots(row.week.get(day, ())) for day in DAYS}
