"""Forms of the customer file. What a field may hold is decided in `values`; here it only finds its place on screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.access.accounts.queries import active_users, mentioned_in
from balie.access.permissions.levels import Level
from balie.foundation.errors import Invalid
from balie.foundation.text.models import LANGUAGE_CHOICES
from balie.foundation.text.numbers import whole
from balie.records.customers import values
from balie.records.customers.models import Consent, Customer, PostalAddress, Relation
from balie.records.customers.queries import FIELD_NAMES
from balie.records.taxonomy.models import CustomerType
from balie.records.taxonomy.queries import choices

PERSON_FIELDS = ("given_name", "family_name", "salutation", "born_on")
ORGANISATION_FIELDS = ("organisation_name",)
PROFILE_FIELDS = ("language", "form_of_address", "style", "preferred_channel", "special_needs")
BUSINESS_FIELDS = ("customer_type", "account_manager", "vat_number", "is_prospect")
SECRET_FIELDS = ("iban", "national_number")
REACH_FIELDS = ("phone", "mail", "street", "house_number", "box", "postcode", "city")


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"], required=False, **options)


class CustomerForm(forms.Form):
    """A person's or an organisation's fields, by `kind`; secret fields are empty to keep what stands there."""

    def __init__(
        self,
        data: Any = None,
        *,
        kind: str = Customer.Kind.PERSON,
        customer: Customer | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={**(_initial(customer) if customer else {}), **(initial or {})})
        self.kind = kind
        self.customer = customer
        self.names = [*(ORGANISATION_FIELDS if kind == Customer.Kind.ORGANISATION else PERSON_FIELDS), *PROFILE_FIELDS, *BUSINESS_FIELDS]
        self.names += [name for name in SECRET_FIELDS if kind == Customer.Kind.PERSON or name == "iban"]
        if customer and customer.is_incomplete:
            self.names.append("is_incomplete")
        for name in self.names:
            self.fields[name] = _field(name, customer)
        for name in SECRET_FIELDS:
            if customer and getattr(customer, name) and name in self.fields:
                self.fields[f"clear_{name}"] = forms.BooleanField(label=_("Remove it from the file"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name = "organisation_name" if self.kind == Customer.Kind.ORGANISATION else "family_name"
        if not any(cleaned.get(each) for each in ("organisation_name", "family_name", "given_name")) and name not in self.errors:
            self.add_error(name, _("Fill in a name."))
        return cleaned

    @property
    def changes(self) -> dict[str, Any]:
        """Values for the action; secret fields only when they were typed or cleared."""
        found = {name: self.cleaned_data[name] for name in self.names if name not in SECRET_FIELDS}
        for name in SECRET_FIELDS:
            typed = self.cleaned_data.get(name, "")
            if typed or self.cleaned_data.get(f"clear_{name}"):
                found[name] = typed
        return found | {"kind": self.kind}

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """(heading, fields) in the order they are filled in."""
        parts = [
            (_("Who"), ORGANISATION_FIELDS + PERSON_FIELDS),
            (_("How to address"), PROFILE_FIELDS),
            (_("As a customer"), (*BUSINESS_FIELDS, "is_incomplete")),
            (_("Kept secret"), [*SECRET_FIELDS, *(f"clear_{name}" for name in SECRET_FIELDS)]),
        ]
        return [(words, [self[name] for name in names if name in self.fields]) for words, names in parts]


class CreateForm(CustomerForm):
    """A new file: with the first number, mail address and address."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        lengths = {"phone": 40, "mail": 254, "street": 120, "house_number": 12, "box": 12, "postcode": 12, "city": 80}
        for name in REACH_FIELDS:
            self.fields[name] = forms.CharField(label=REACH_LABELS[name], max_length=lengths[name], required=False)

    def groups(self) -> list[tuple[Any, list[Any]]]:
        who, *rest = super().groups()
        return [who, (_("How to reach"), [self[name] for name in REACH_FIELDS]), *rest]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        place = [name for name in REACH_FIELDS[2:] if cleaned.get(name)]
        if place:
            for name in ("street", "house_number", "postcode", "city"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("An address needs this too; or leave the whole address empty."))
        return cleaned

    @property
    def reach(self) -> dict[str, Any]:
        """Phones, mail addresses and addresses for the action."""
        filled = self.cleaned_data
        place = {name: filled[name] for name in REACH_FIELDS[2:]}
        return {"phones": [filled["phone"]], "mail_addresses": [filled["mail"]], "addresses": [place] if any(place.values()) else []}


REACH_LABELS = {
    "phone": _("Telephone"),
    "mail": _("Mail address"),
    "street": _("Street"),
    "house_number": _("Number"),
    "box": _("Box"),
    "postcode": _("Postcode"),
    "city": _("City"),
}


class PhoneForm(forms.Form):
    number = forms.CharField(label=_("Telephone"), max_length=40)
    note = forms.CharField(label=_("Note"), max_length=60, required=False, help_text=_("As: mobile, after 17:00."))
    is_primary = forms.BooleanField(label=_("Use this one first"), required=False)


class MailAddressForm(forms.Form):
    address = forms.CharField(label=_("Mail address"), max_length=254)
    is_primary = forms.BooleanField(label=_("Use this one first"), required=False)


class PostalAddressForm(forms.Form):
    kind = forms.ChoiceField(label=_("For"), choices=PostalAddress.Kind.choices)
    street = forms.CharField(label=_("Street"), max_length=120)
    house_number = forms.CharField(label=_("Number"), max_length=12)
    box = forms.CharField(label=_("Box"), max_length=12, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=12)
    city = forms.CharField(label=_("City"), max_length=80)
    country = forms.RegexField(r"^[A-Za-z]{2}$", label=_("Country"), initial="BE", help_text=_("Two letters, as BE."))
    is_primary = forms.BooleanField(label=_("Use this one first"), required=False)


class RelationForm(forms.Form):
    """`other` is a customer number, groups allowed; its check digit is looked at by the view."""

    other = forms.CharField(label=_("Customer number of the other file"), max_length=30)
    is_organisation = forms.TypedChoiceField(
        label=_("The role is held"),
        choices=[("1", _("by this customer, at the other")), ("0", _("by the other, at this customer"))],
        coerce=lambda value: value == "1",
    )
    role = forms.ChoiceField(label=_("Role"), choices=Relation.Role.choices)


class HoldingForm(forms.Form):
    name = forms.CharField(label=_("Product or service"), max_length=120)
    serial_number = forms.CharField(label=_("Serial or meter number"), max_length=60, required=False)
    since = DayField(label=_("Since"))
    until = DayField(label=_("Until"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class ConsentForm(forms.Form):
    purpose = forms.ChoiceField(label=_("For"), choices=Consent.Purpose.choices)
    is_given = forms.TypedChoiceField(
        label=_("The customer"), choices=[("1", _("agrees")), ("0", _("refuses"))], coerce=lambda value: value == "1"
    )
    how = forms.CharField(label=_("How it was said"), max_length=120, help_text=_("As: on the phone today, by letter."))


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class RevealForm(forms.Form):
    reason = forms.CharField(label=_("Why you need it"), min_length=10, max_length=300)


class LevelForm(forms.Form):
    """How closed the file is. `people` are colleagues written as `@name`."""

    level = forms.TypedChoiceField(label=_("How closed"), choices=Level.choices, coerce=int, widget=forms.RadioSelect)
    team = forms.ModelChoiceField(Team.objects.filter(is_active=True), label=_("Team"), required=False, empty_label=_("no team"))
    people = forms.CharField(label=_("Colleagues who take part"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    reason = forms.CharField(label=_("Why, in a few words"), max_length=300)

    def clean_people(self) -> list[User]:
        typed = self.cleaned_data["people"]
        found = mentioned_in(typed)
        known = {user.username for user in found}
        if unknown := [word for word in typed.replace(",", " ").split() if word.lstrip("@").casefold() not in known]:
            raise forms.ValidationError(_("Nobody signs in as {name}.").format(name=", ".join(word.lstrip("@") for word in unknown)))
        return found


class MergeForm(forms.Form):
    other = forms.CharField(label=_("Customer number of the double file"), max_length=30)


def version_in(posted: Mapping[str, Any]) -> int:
    """The version the form was made of; 0, which is never the newest, when it does not say."""
    typed = posted.get("version", "")
    return whole(typed)


def tell(form: forms.Form, refusal: Invalid) -> None:
    """A refusal beside its field; over the form when the field is not on it."""
    form.add_error(refusal.field_name if refusal.field_name in form.fields else None, str(refusal))


def _initial(customer: Customer) -> dict[str, Any]:
    names = (*PERSON_FIELDS, *ORGANISATION_FIELDS, *PROFILE_FIELDS, "vat_number", "is_prospect", "is_incomplete")
    found = {name: getattr(customer, name) for name in names}
    return found | {"customer_type": customer.customer_type_id, "account_manager": customer.account_manager_id}


def _field(name: str, customer: Customer | None) -> forms.Field:
    """The form field of a file's field."""
    label = FIELD_NAMES[name]
    match name:
        case "given_name" | "family_name" | "organisation_name" | "special_needs":
            return forms.CharField(label=label, max_length=_LONGEST[name], required=False, help_text=_HELP.get(name, ""))
        case "born_on":
            return DayField(label=label)
        case "language":
            return forms.ChoiceField(label=label, choices=LANGUAGE_CHOICES)
        case "customer_type":
            known = choices(CustomerType, keep=customer.customer_type_id if customer else None)
            return _Picked(CustomerType, label=label, choices=[("", _("not known")), *known])
        case "account_manager":
            people = [(user.pk, user.name) for user in active_users()]
            return _Picked(User, label=label, choices=[("", _("nobody")), *people])
        case "is_prospect" | "is_incomplete":
            return forms.BooleanField(label=label, required=False)
        case "vat_number" | "iban" | "national_number":
            held = customer is not None and bool(getattr(customer, name)) and name in SECRET_FIELDS
            return CodeField(_READ[name], label=label, required=False, help_text=_("On file. Leave empty to keep it.") if held else "")
    return forms.ChoiceField(label=label, choices=_CHOICES[name], required=name != "preferred_channel")


class CodeField(forms.CharField):
    """Checked while the form is, so that its error stands beside it together with the others."""

    def __init__(self, read: Callable[[str], str], **options: Any) -> None:
        super().__init__(max_length=40, **options)
        self.read = read

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return self.read(typed) if typed else ""
        except Invalid as refusal:
            raise forms.ValidationError(str(refusal))


class _Picked(forms.ChoiceField):
    """A choice by id that cleans to its record, or None."""

    def __init__(self, model: Any, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.model = model

    def clean(self, value: Any) -> Any:
        picked = super().clean(value)
        return self.model._default_manager.filter(pk=picked).first() if picked else None


_LONGEST = {"given_name": 80, "family_name": 80, "organisation_name": 160, "special_needs": 300}
_HELP = {"special_needs": _("What a colleague must know at once: hard of hearing, speaks slowly, sign language …")}
_CHOICES = {
    "salutation": Customer.Salutation.choices,
    "form_of_address": Customer.Address.choices,
    "style": Customer.Style.choices,
    "preferred_channel": Customer.Channel.choices,
}
_READ: dict[str, Callable[[str], str]] = {
    "vat_number": lambda typed: values.read_vat_number(typed, country="BE"),
    "iban": values.read_iban,
    "national_number": values.read_national_number,
}
