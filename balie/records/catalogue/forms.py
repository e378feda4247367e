"""A contract, its end and a use of it, as a person types them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balie.records.catalogue.actions import Entitled
from balie.records.catalogue.models import Contract, Entitlement, EntitlementKind
from balie.records.catalogue.queries import choices, parts_of
from balie.records.customers.forms import DayField
from balie.records.customers.models import Customer
from balie.records.taxonomy.models import Term

NOT_INCLUDED, UNLIMITED = "", "unlimited"
PER = [(NOT_INCLUDED, _("not in this contract")), (UNLIMITED, _("as many as needed")), *Entitlement.Period.choices]
RETIRED_TYPE = _("This type is gone. Choose another one.")


class ContractForm(forms.Form):
    """A contract of `holder`, new or known: whatever it has, retired too, may stay. An entitlement is a number per period, or as many as needed."""

    type = forms.TypedChoiceField(label=_("Type of contract"), coerce=int, error_messages={"invalid_choice": RETIRED_TYPE})
    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"), help_text=_("Empty: until it is ended."))
    calendar = forms.TypedChoiceField(
        label=_("Support hours"), coerce=int, error_messages={"invalid_choice": _("These hours are gone. Choose other ones.")}
    )
    covers = forms.ChoiceField(label=_("Who it covers"), choices=Contract.Covers.choices)
    services = forms.TypedMultipleChoiceField(
        label=_("Services it covers"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("One of these services is gone. Choose again.")},
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, holder: Customer, contract: Contract | None = None) -> None:
        """`contract` as `contract_with_parts` gives it."""
        services, entitlements = parts_of(contract) if contract else ([], [])
        super().__init__(data, initial=dict(_typed(contract, services, entitlements)) if contract else {"covers": Contract.Covers.PEOPLE})
        known = choices()
        self.fields["first_on"].required = True
        self.types = _offered(known.types, [contract.type_id] if contract else [])
        self.calendars = known.calendars
        self.services_offered = _offered(known.services, services)
        self.kinds = _offered(known.kinds, [kind for kind, _quantity, _period in entitlements])
        offered: dict[str, Mapping[int, Any]] = {"type": self.types, "calendar": self.calendars, "services": self.services_offered}
        for field, rows in offered.items():
            self.fields[field].choices = [(pk, str(each.name)) for pk, each in rows.items()]  # type: ignore[attr-defined]
        if holder.kind != Customer.Kind.ORGANISATION:
            del self.fields["covers"]
        for pk, kind in self.kinds.items():
            self.fields[f"quantity_{pk}"] = forms.IntegerField(label=str(kind.name), min_value=1, required=False)
            self.fields[f"per_{pk}"] = forms.ChoiceField(label=_per(kind), choices=PER, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for pk in self.kinds:
            quantity, per = cleaned.get(f"quantity_{pk}"), cleaned.get(f"per_{pk}", "")
            if f"quantity_{pk}" in self.errors:
                continue
            if quantity and per in {NOT_INCLUDED, UNLIMITED}:
                self.add_error(f"per_{pk}", _("Choose per how long this number counts, or empty it."))
            if not quantity and per not in {NOT_INCLUDED, UNLIMITED}:
                self.add_error(f"quantity_{pk}", _("Write how many, or choose “as many as needed”."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What `save_contract` takes."""
        given = self.cleaned_data
        return {
            "type": self.types[given["type"]],
            "calendar": self.calendars[given["calendar"]],
            "services": [self.services_offered[pk] for pk in given["services"]],
            "covers": given.get("covers", ""),
            "entitlements": list(self._entitlements()),
            **{field: given[field] for field in ("first_on", "last_on", "note")},
        }

    @property
    def entitlement_rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """(name, quantity, per) for the table."""
        return [(str(kind.name), self[f"quantity_{pk}"], self[f"per_{pk}"]) for pk, kind in self.kinds.items()]

    def _entitlements(self) -> Iterator[Entitled]:
        for pk, kind in self.kinds.items():
            per = self.cleaned_data[f"per_{pk}"]
            if per == UNLIMITED:
                yield Entitled(kind, None)
            elif per:
                yield Entitled(kind, self.cleaned_data[f"quantity_{pk}"], per)


class EndForm(forms.Form):
    last_on = DayField(label=_("Last day"))

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"last_on": today})
        self.fields["last_on"].required = True


class UseForm(forms.Form):
    """How many were used, on which day, what for; nothing typed is one, today."""

    quantity = forms.IntegerField(label=_("How many"), min_value=1, required=False)
    used_on = DayField(label=_("Day"))
    note = forms.CharField(label=_("What for"), max_length=200, required=False)


def _offered[T: Term](known: Mapping[int, T], kept: Sequence[int]) -> dict[int, T]:
    """Those in use, and the retired ones that the contract has."""
    return {pk: each for pk, each in known.items() if not each.is_retired or pk in kept}


def _typed(contract: Contract, services: Sequence[int], entitlements: Sequence[tuple[int, int | None, str]]) -> Iterator[tuple[str, Any]]:
    for field in ("type_id", "calendar_id", "covers", "first_on", "last_on", "note"):
        yield field.removesuffix("_id"), getattr(contract, field)
    yield "services", [*services]
    for kind, quantity, period in entitlements:
        yield f"quantity_{kind}", quantity
        yield f"per_{kind}", UNLIMITED if quantity is None else period


def _per(kind: EntitlementKind) -> str:
    return str(_("%(name)s, per") % {"name": kind.name})
