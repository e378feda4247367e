"""The plain week as a person types it: one field a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balie.foundation.text.labels import LANGUAGES
from balie.records.calendars.actions import slot_words
from balie.records.calendars.models import Calendar
from balie.records.calendars.rules import DAYS, BadSlot, read_slots

DAY_NAMES = {
    "mon": _("Monday"),
    "tue": _("Tuesday"),
    "wed": _("Wednesday"),
    "thu": _("Thursday"),
    "fri": _("Friday"),
    "sat": _("Saturday"),
    "sun": _("Sunday"),
}
LANGUAGE_LABELS = {"nl": _("Name in Dutch"), "fr": _("Name in French"), "en": _("Name in English"), "de": _("Name in German")}


class CalendarForm(forms.Form):
    def __init__(self, data: Any = None, *, calendar: Calendar) -> None:
        super().__init__(data, initial=_initial(calendar))
        for code in LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(label=LANGUAGE_LABELS[code], max_length=80, required=False)
        self.fields["zone"] = forms.CharField(label=_("Time zone"), max_length=40, help_text=_("As Europe/Brussels."))
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
    def name(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"name_{code}"] for code in LANGUAGES}


def _initial(calendar: Calendar) -> dict[str, object]:
    names = {f"name_{code}": calendar.name.get(code, "") if calendar.pk else "" for code in LANGUAGES}
    hours = {day: "  ".join(f"{start}-{end}" for start, end in calendar.week.get(day, ())) for day in DAYS}
    return {**names, **hours, "zone": calendar.zone}
