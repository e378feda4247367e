"""Verbs on the file itself: make, change, close off, reveal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.access.permissions.levels import Level
from balie.foundation.errors import Invalid, NotFound, Outdated
from balie.foundation.events import announce
from balie.foundation.live import nudge
from balie.foundation.search.actions import index
from balie.foundation.text.numbers import next_number
from balie.records.customers import values
from balie.records.customers.actions.searching import entry_of, index_customer
from balie.records.customers.events import CustomerAccessChanged, CustomerCreated
from balie.records.customers.models import Customer, LevelChange, MailAddress, Phone, PostalAddress, Reveal
from balie.records.customers.rules import sort_key
from balie.records.taxonomy.queries import home_country

LEAST_REASON = 10
SECRETS = ("national_number", "iban")
LINES = {"given_name": 80, "family_name": 80, "organisation_name": 160, "special_needs": 300}
CHOICES = {
    "kind": Customer.Kind,
    "salutation": Customer.Salutation,
    "form_of_address": Customer.Address,
    "style": Customer.Style,
    "preferred_channel": Customer.Channel,
}
FIELDS = (
    *("kind", "given_name", "family_name", "organisation_name", "language", "salutation", "form_of_address", "style"),
    *("preferred_channel", "special_needs", "customer_type", "account_manager", "born_on", "vat_number", "is_prospect"),
    "is_incomplete",
    *SECRETS,
)


@transaction.atomic
def create_customer(
    *,
    by: User | None,
    at: datetime,
    phones: Sequence[str] = (),
    mail_addresses: Sequence[str] = (),
    addresses: Sequence[Mapping[str, Any]] = (),
    team: Team | None = None,
    level: int = Level.OPEN,
    country: str = "",
    **fields: Any,
) -> Customer:
    """Open a file. `fields` are those of `FIELDS`; the first phone, address and mail address are the primary ones.

    `country` spares the look-up of the organisation's when many are made. Raises `Invalid` naming the field.
    """
    ensure_may(by, "customers.create")
    country = country or home_country()
    customer = Customer(created_at=at, changed_at=at, team=team, level=level)
    set_fields(customer, fields, country=country, at=at)
    numbers = list(dict.fromkeys(values.read_phone(typed, region=country) for typed in phones if typed.strip()))
    mails = list(dict.fromkeys(values.read_mail_address(typed) for typed in mail_addresses if typed.strip()))
    places = [postal_values(place, country=country) for place in addresses if any(place.values())]
    customer.number = next_number(Customer.KIND_DIGIT)
    customer.save(force_insert=True)
    made = (
        Phone.objects.bulk_create([Phone(customer=customer, number=each, is_primary=not at_) for at_, each in enumerate(numbers)]),
        MailAddress.objects.bulk_create(
            [MailAddress(customer=customer, address=each, is_primary=not at_) for at_, each in enumerate(mails)]
        ),
        PostalAddress.objects.bulk_create(
            [PostalAddress(customer=customer, **each, is_primary=not at_) for at_, each in enumerate(places)]
        ),
    )
    index(entry_of(customer, *made))
    record("customers.created", customer, by=by, at=at)
    announce(CustomerCreated(customer_id=customer.pk, at=at))
    nudge("customers")
    return customer


@transaction.atomic
def change_customer(customer: Customer, *, by: User | None, at: datetime, version: int, **fields: Any) -> Customer:
    """Set `fields` of `FIELDS`. Raises `Outdated` when `version` is not the newest, `Invalid` naming the field."""
    held = locked(customer, by=by)
    ensure_may(by, "customers.change", held)
    if held.version != version:
        raise Outdated(version=held.version)
    before = {field: getattr(held, field) for field in fields}
    set_fields(held, fields, country=home_country(), at=at)
    changed = sorted(field for field, value in before.items() if getattr(held, field) != value)
    if changed:
        touch(held, at=at)
        index_customer(held)
        record("customers.changed", held, by=by, at=at, data={"fields": [*changed]})
    return held


@transaction.atomic
def set_level(
    customer: Customer,
    *,
    level: int,
    team: Team | None = None,
    people: Iterable[User] = (),
    reason: str,
    by: User | None,
    at: datetime,
    version: int,
) -> Customer:
    """How closed the file is, for which team and people, against a reason of at least ten characters, which is kept.

    Who restricts a file goes on seeing it. Raises `Outdated`, and `Invalid` naming the field, also when nobody could open it any more.
    """
    held = locked(customer, by=by)
    ensure_may(by, "permissions.set_level", held)
    if held.version != version:
        raise Outdated(version=held.version)
    why = _why(reason)
    held.level, held.team, held.participant_ids = _checked_level(level), team, _taking_part(level, people, by=by)
    if level in {Level.TEAM, Level.RESTRICTED} and team is None:
        raise Invalid(field="team", reason=_("Choose the team that may see this file."))
    if level == Level.SECRET and not held.participant_ids:
        raise Invalid(field="people", reason=_("Choose who may see this file."))
    touch(held, at=at)
    change = LevelChange.objects.create(customer=held, level=level, team=team, reason=why, at=at, by=by)
    record("customers.level_set", held, by=by, at=at, data={"level": int(level), "change_id": change.pk})
    announce(CustomerAccessChanged(customer_id=held.pk, at=at))
    return held


@transaction.atomic
def reveal_secret(customer: Customer, field: str, reason: str, *, by: User, at: datetime) -> str:
    """The whole of a secret field, against a reason of at least ten characters, which is kept."""
    held = locked(customer, by=by)
    ensure_may(by, "permissions.reveal_secret", held)
    if field not in SECRETS:
        raise NotFound()
    why = _why(reason)
    reveal = Reveal.objects.create(customer=held, field=field, reason=why, at=at, by=by)
    record("customers.secret_revealed", held, by=by, at=at, data={"field": field, "reveal_id": reveal.pk})
    return str(getattr(held, field))


def _why(reason: str) -> str:
    why = values.read_line(reason, field="reason", longest=300)
    if len(why) < LEAST_REASON:
        raise Invalid(field="reason", reason=_("Say why in at least {least} characters.").format(least=LEAST_REASON))
    return why


def _checked_level(level: int) -> Level:
    if level not in Level.values:
        raise Invalid(field="level", reason=_("Choose how closed the file is."))
    return Level(level)


def _taking_part(level: int, people: Iterable[User], *, by: User | None) -> list[int]:
    """Who may see the file by name: nobody needs to while it is open to all."""
    if level == Level.OPEN:
        return []
    named = {each.pk for each in people}
    if level >= Level.RESTRICTED and by is not None:
        named.add(by.pk)
    return sorted(named)


def locked(customer: Customer, *, by: User | None) -> Customer:
    """The row as it is now, locked, for who may see it. Raises `NotFound`."""
    rows = Customer.objects.visible_to(by) if by else Customer.objects.all()
    held = rows.select_for_update(of=("self",)).filter(pk=customer.pk, merged_into=None).first()
    if held is None:
        raise NotFound()
    return held


def touch(customer: Customer, *, at: datetime) -> None:
    """Save what was set, as the next version, and tell the screens."""
    customer.version += 1
    customer.changed_at = at
    customer.save()
    nudge(f"customer:{customer.number}")
    nudge("customers")


def set_fields(customer: Customer, fields: Mapping[str, Any], *, country: str, at: datetime) -> None:
    """Check and set `fields`; the sort key follows the names."""
    for field, value in fields.items():
        if field not in FIELDS:
            raise TypeError(f"a customer has no field {field}")
        setattr(customer, field, _checked(field, value, country=country, at=at))
    named = customer.organisation_name if customer.kind == Customer.Kind.ORGANISATION else customer.family_name or customer.given_name
    if not named:
        field = "organisation_name" if customer.kind == Customer.Kind.ORGANISATION else "family_name"
        raise Invalid(field=field, reason=_("Fill in a name."))
    customer.sort_key = sort_key(
        kind=customer.kind,
        given_name=customer.given_name,
        family_name=customer.family_name,
        organisation_name=customer.organisation_name,
    )


def _checked(field: str, value: Any, *, country: str, at: datetime) -> Any:
    if field in LINES:
        return values.read_line(str(value or ""), field=field, longest=LINES[field])
    if field in CHOICES and value not in CHOICES[field].values:
        raise Invalid(field=field, reason=_("Choose one of the values offered."))
    if field == "language" and value not in {"nl", "fr", "en", "de"}:
        raise Invalid(field=field, reason=_("Choose nl, fr, en or de."))
    if field == "born_on" and isinstance(value, date) and not date(1880, 1, 1) <= value <= at.date():
        raise Invalid(field=field, reason=_("Nobody was born on this day: look at the year."))
    if field in {"vat_number", *SECRETS}:
        return _code(field, str(value or ""), country=country)
    return value


def _code(field: str, typed: str, *, country: str) -> str:
    if not typed.strip():
        return ""
    if field == "vat_number":
        return values.read_vat_number(typed, country=country)
    return values.read_iban(typed) if field == "iban" else values.read_national_number(typed)


def postal_values(place: Mapping[str, Any], *, country: str) -> dict[str, Any]:
    """Checked columns of a postal address. Raises `Invalid` naming the field."""
    longest = {"street": 120, "house_number": 12, "box": 12, "postcode": 12, "city": 80}
    checked: dict[str, Any] = {
        field: values.read_line(str(place.get(field) or ""), field=field, longest=most, required=field != "box")
        for field, most in longest.items()
    }
    checked["kind"] = place.get("kind") or PostalAddress.Kind.HOME
    checked["country"] = (place.get("country") or country).upper()
    return checked
