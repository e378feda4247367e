"""An entry of the directory as a person types it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.numbers import whole
from balie.records.calendars.forms import WeekForm
from balie.records.calendars.holidays import places
from balie.records.calendars.models import Calendar
from balie.records.calendars.queries import choices as calendar_choices
from balie.records.calendars.slots import DAYS, write_slots
from balie.records.directory.actions import LONGEST_WORDS, Details
from balie.records.directory.models import Entry
from balie.records.directory.queries import offered_instead
from balie.records.taxonomy.forms import LANGUAGE_NAMES
from balie.records.taxonomy.models import Category, Purpose
from balie.records.taxonomy.queries import category_choices, choices


class EntryForm(WeekForm):
    """Name, what it takes and what to know in four languages; how it is reached, and when."""

    def __init__(self, data: Any = None, *, viewer: User, today: Any, entry: Entry | None = None) -> None:
        super().__init__(data, initial=_initial(entry))
        for code in LANGUAGES:
            self.fields[f"name_{code}"] = _text(_("Name"), code, most=120)
            self.fields[f"takes_{code}"] = _text(_("With which questions"), code)
            self.fields[f"how_{code}"] = _text(_("What the customer must know"), code)
        self.fields["place"] = forms.ChoiceField(label=_("Where"), choices=Entry.Place.choices)
        self.fields["is_person"] = forms.BooleanField(label=_("A person, not a service"), required=False)
        self.fields["words"] = forms.CharField(
            label=_("Other words people use for it"), required=False, max_length=LONGEST_WORDS, help_text=_("It is found by these too.")
        )
        self.fields["categories"] = _several(_("Categories"), category_choices())
        self.fields["purposes"] = _several(_("Purposes"), choices(Purpose), help_text=_("None: all of them."))
        self.fields["languages"] = forms.MultipleChoiceField(
            label=_("Helps in"), required=False, choices=list(LANGUAGE_NAMES.items()), widget=forms.CheckboxSelectMultiple
        )
        self.fields["phone"] = forms.CharField(label=_("Telephone"), required=False, max_length=40)
        self.fields["mail"] = forms.CharField(label=_("Mail address"), required=False, max_length=254)
        self.fields["website"] = forms.CharField(label=_("Website"), required=False, max_length=300)
        self.fields["address"] = forms.CharField(label=_("Address"), required=False, max_length=300)
        self.fields["calendar"] = forms.ChoiceField(
            label=_("Open by the calendar"), required=False, choices=[("", _("hours of its own")), *calendar_choices()]
        )
        self.fields["always"] = forms.BooleanField(label=_("Open day and night"), required=False)
        self.fields["holidays"] = forms.ChoiceField(
            label=_("Closed on the public holidays of"), required=False, choices=[("", _("none")), *places()]
        )
        self.fields["last_on"] = forms.DateField(
            label=_("There until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )
        self.fields["instead"] = forms.ChoiceField(
            label=_("After that go to"),
            required=False,
            choices=[("", "–"), *offered_instead(viewer, today=today, keep=entry.pk if entry else None)],
        )
        self.fields["version"] = forms.IntegerField(required=False, min_value=1)

    @property
    def takes(self) -> list[forms.BoundField]:
        return [self[f"takes_{code}"] for code in LANGUAGES]

    @property
    def how(self) -> list[forms.BoundField]:
        return [self[f"how_{code}"] for code in LANGUAGES]

    @property
    def details(self) -> Details:
        given = self.cleaned_data
        same = ("place", "is_person", "words", "languages", "phone", "mail", "website", "address", "always", "holidays", "last_on")
        return Details(
            name=self.name,
            takes={code: given[f"takes_{code}"] for code in LANGUAGES},
            how={code: given[f"how_{code}"] for code in LANGUAGES},
            week=self.week,
            categories=list(Category.objects.filter(pk__in=given["categories"])),
            purposes=list(Purpose.objects.filter(pk__in=given["purposes"])),
            calendar=Calendar.objects.filter(pk=whole(given["calendar"])).first(),
            instead=Entry.objects.filter(pk=whole(given["instead"])).first(),
            **{name: given[name] for name in same},
        )

    def refuse(self, field: str, reason: str) -> None:
        """Beside the field that is wrong; a text in four languages beside its first."""
        named = field if field in self.fields else f"{field}_{LANGUAGES[0]}"
        self.add_error(named if named in self.fields else None, reason)


def _text(label: Any, code: str, *, most: int = LONGEST_WORDS) -> forms.CharField:
    named = _("{label}: {language}").format(label=label, language=LANGUAGE_NAMES[code])
    return forms.CharField(label=named, required=False, max_length=most, widget=forms.TextInput(attrs={"lang": code}))


def _several(label: Any, offered: Sequence[tuple[int, str]], **more: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, required=False, coerce=int, widget=forms.CheckboxSelectMultiple, choices=offered, **more
    )


def _initial(entry: Entry | None) -> dict[str, Any]:
    if entry is None:
        return {"place": Entry.Place.OUTSIDE, "holidays": "BE"}
    labels = {f"{name}_{code}": getattr(entry, name).get(code, "") for name in ("name", "takes", "how") for code in LANGUAGES}
    same = ("place", "is_person", "words", "languages", "phone", "mail", "website", "address", "always", "holidays", "last_on")
    ids = {"calendar": entry.calendar_id, "instead": entry.instead_id}
    ids |= {"categories": vars(entry)["category_ids"], "purposes": vars(entry)["purpose_ids"]}
    return labels | ids | {day: write_slots(entry.week.get(day, ())) for day in DAYS} | {name: getattr(entry, name) for name in same}
