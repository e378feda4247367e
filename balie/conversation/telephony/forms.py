"""What comes in through telephony's settings."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any, ClassVar

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.access.accounts.queries import active_teams
from balie.conversation.routing.models import Queue
from balie.conversation.telephony.models import Number, Outgoing, Trunk
from balie.conversation.telephony.policies import CALL
from balie.foundation.text.labels import LANGUAGES, Label
from balie.records.calendars.models import Calendar
from balie.records.calendars.queries import choices as calendar_choices
from balie.records.taxonomy.forms import LANGUAGE_NAMES, LabelForm
from balie.records.taxonomy.models import Brand


class PhoneForm(forms.Form):
    """A telephone to be: its name, and whose it is."""

    key = forms.SlugField(label=_("Name it signs in with"), max_length=40)
    user = forms.TypedChoiceField(label=_("Whose it is"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["user"].choices = [("", _("nobody’s in particular")), *people()]  # type: ignore[attr-defined]

    def person(self) -> User | None:
        return User.objects.filter(pk=self.cleaned_data["user"] or 0).first()


class TrunkForm(forms.Form):
    """A line at a provider, or at one's own exchange. A secret that is left empty stays as it was."""

    FIELDS: ClassVar[tuple[str, ...]] = ("name", "host", "port", "transport", "user", "registers", "is_active")

    key = forms.SlugField(label=_("Short name"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=80)
    host = forms.CharField(
        label=_("Address of the provider"), max_length=255, help_text=_("As the provider gives it, such as sip.provider.example")
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, help_text=_("5060, or 5061 with TLS"))
    transport = forms.ChoiceField(label=_("Transport"), choices=Trunk.Transport.choices)
    registers = forms.BooleanField(label=_("Sign in at the provider"), required=False)
    user = forms.CharField(label=_("Name to sign in with"), max_length=80, required=False)
    secret = forms.CharField(
        label=_("Secret"), max_length=200, required=False, widget=forms.PasswordInput, help_text=_("Left empty it stays as it was.")
    )
    addresses = forms.CharField(
        label=_("Addresses it calls from"),
        required=False,
        help_text=_("Calls from these are taken without signing in; commas between them."),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False)

    def __init__(self, *args: Any, trunk: Trunk | None, **options: Any) -> None:
        shown = trunk or Trunk()
        initial = {name: getattr(shown, name) for name in self.FIELDS} | {"addresses": ", ".join(map(str, shown.addresses))}
        super().__init__(*args, **{"initial": initial, **options})
        if trunk is not None:
            del self.fields["key"]

    def clean_addresses(self) -> list[str]:
        typed = [each.strip() for each in self.cleaned_data["addresses"].split(",") if each.strip()]
        try:
            return [str(ip_address(each)) for each in typed]
        except ValueError:
            raise forms.ValidationError(_("Addresses in figures, such as 192.0.2.10.")) from None

    def values(self) -> dict[str, Any]:
        kept = {name: self.cleaned_data[name] for name in (*self.FIELDS, "addresses")}
        return kept | ({"secret": secret} if (secret := self.cleaned_data["secret"]) else {})


class NumberForm(LabelForm):
    """A number that people dial, and what becomes of who does."""

    digits = forms.RegexField(r"^[0-9*#]{1,20}$", label=_("Number as it is dialled"), error_messages={"invalid": _("Digits only.")})
    team = forms.TypedChoiceField(label=_("Answered by the team"), coerce=int)
    queue = forms.TypedChoiceField(label=_("Callers wait in the queue"), coerce=int, required=False, empty_value=None)
    brand = forms.TypedChoiceField(label=_("Brand"), coerce=int, required=False, empty_value=None)
    language = forms.ChoiceField(
        label=_("Greeted in"), choices=list(LANGUAGE_NAMES.items()), help_text=_("A known customer is greeted in their own language.")
    )
    calendar = forms.TypedChoiceField(label=_("Opening hours"), coerce=int, required=False, empty_value=None)
    call_back_owner = forms.TypedChoiceField(label=_("Who calls back what was missed"), coerce=int)
    shown = forms.CharField(
        label=_("Shown when this team calls"), max_length=20, required=False, help_text=_("Empty: the number of the organisation.")
    )

    def __init__(self, *args: Any, number: Number | None, **options: Any) -> None:
        shown = number or Number()
        super().__init__(*args, initial=_initial_of(shown), **options)
        fields: Any = self.fields
        if number is None:
            brands = [(each.pk, str(each.name)) for each in Brand.objects.order_by("pk")]
        else:
            brands = [(each["pk"], str(Label(each["name"]))) for each in getattr(number, "brands_now", [])]
            del fields["digits"]
        fields["team"].choices = [(each.pk, str(each.name)) for each in active_teams()]
        queues = Queue.objects.filter(is_retired=False, channel="call").order_by("position", "pk")
        fields["queue"].choices = [("", _("none: somebody picks up")), *((each.pk, str(each.name)) for each in queues)]
        fields["brand"].choices = [("", "–"), *brands]
        fields["calendar"].choices = [("", _("those of the queue, or of the organisation")), *calendar_choices()]
        fields["call_back_owner"].choices = people()

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "name": self.label(),
            "team": Team.objects.get(pk=given["team"]),
            "queue": Queue.objects.filter(pk=given["queue"] or 0).first(),
            "brand": Brand.objects.filter(pk=given["brand"] or 0).first(),
            "language": given["language"],
            "calendar": Calendar.objects.filter(pk=given["calendar"] or 0).first(),
            "call_back_owner": User.objects.get(pk=given["call_back_owner"]),
            "shown": given["shown"],
        }


class OutgoingForm(forms.Form):
    """Whom may be called, how much, and as which number."""

    is_on = forms.BooleanField(label=_("Operators may call numbers outside"), required=False)
    regions = forms.CharField(label=_("Countries"), required=False, help_text=_("By their two letters, such as BE, NL, FR."))
    prefixes = forms.CharField(
        label=_("Numbers beginning with"), required=False, help_text=_("Allowed whatever the country, costly ones too, such as +3270.")
    )
    at_once_each = forms.IntegerField(label=_("Calls at once, each"), min_value=1, max_value=10)
    calls_a_day_each = forms.IntegerField(label=_("Calls a day, each"), min_value=1, max_value=10000)
    minutes_a_day = forms.IntegerField(label=_("Minutes a day, all together"), min_value=1, max_value=1_000_000)
    calendar = forms.TypedChoiceField(label=_("Hours of calling out"), coerce=int, required=False, empty_value=None)
    trunk = forms.TypedChoiceField(label=_("Through the line"), coerce=int, required=False, empty_value=None)
    shown_number = forms.CharField(label=_("Number that is shown"), max_length=20, required=False)

    LIMITS: ClassVar[tuple[str, ...]] = ("at_once_each", "calls_a_day_each", "minutes_a_day")

    def __init__(self, *args: Any, outgoing: Outgoing, **options: Any) -> None:
        plain = {name: getattr(outgoing, name) for name in ("is_on", "shown_number", *self.LIMITS)}
        lists = {name: ", ".join(getattr(outgoing, name)) for name in ("regions", "prefixes")}
        chosen = {"calendar": outgoing.calendar_id, "trunk": outgoing.trunk_id}
        super().__init__(*args, **{"initial": plain | lists | chosen, **options})
        fields: Any = self.fields
        fields["calendar"].choices = [("", _("those of the organisation")), *calendar_choices()]
        lines = Trunk.objects.filter(is_active=True).order_by("name", "pk")
        fields["trunk"].choices = [("", _("any in use")), *((each.pk, each.name) for each in lines)]

    def clean_regions(self) -> list[str]:
        found = [each.upper() for each in self.cleaned_data["regions"].replace(",", " ").split()]
        if unknown := [each for each in found if each not in phonenumbers.SUPPORTED_REGIONS]:
            raise forms.ValidationError(_("No country has these letters: {letters}").format(letters=", ".join(unknown)))
        return found

    def clean_prefixes(self) -> list[str]:
        found: list[str] = self.cleaned_data["prefixes"].replace(",", " ").split()
        if not all(each.startswith("+") and each[1:].isdigit() for each in found):
            raise forms.ValidationError(_("Beginnings with the country, such as +3270."))
        return found

    def values(self) -> dict[str, Any]:
        kept = {name: self.cleaned_data[name] for name in ("is_on", "regions", "prefixes", "shown_number", *self.LIMITS)}
        kept["calendar"] = Calendar.objects.filter(pk=self.cleaned_data["calendar"] or 0).first()
        kept["trunk"] = Trunk.objects.filter(pk=self.cleaned_data["trunk"] or 0).first()
        return kept


def people() -> list[tuple[int, str]]:
    """Whoever may call and be called."""
    rows = User.objects.filter(is_active=True, is_service=False, granted__contains=[CALL]).order_by("name", "pk")
    return [(each.pk, each.name) for each in rows]


def _initial_of(number: Number) -> dict[str, Any]:
    known = {"digits": number.digits, "language": number.language, "shown": number.shown}
    for name in ("team", "queue", "brand", "calendar", "call_back_owner"):
        known[name] = getattr(number, f"{name}_id")
    return known | {f"name_{code}": (number.name or {}).get(code, "") for code in LANGUAGES}
