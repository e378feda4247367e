"""Verbs on what hangs on a file: phones, addresses, relations, what they have, consents, notes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.events import announce
from balie.foundation.live import nudge
from balie.records.customers import values
from balie.records.customers.actions.files import locked, postal_values
from balie.records.customers.actions.searching import index_customer
from balie.records.customers.events import PeopleChanged
from balie.records.customers.models import (
    Consent,
    Customer,
    CustomerNote,
    Holding,
    MailAddress,
    Phone,
    PostalAddress,
    Relation,
)
from balie.records.taxonomy.queries import home_country

LONGEST_NOTE = 4000


@transaction.atomic
def save_phone(
    customer: Customer, *, number: str, note: str = "", is_primary: bool = False, phone_id: int | None = None, by: User | None, at: datetime
) -> Phone:
    """Add a number, or change the one of `phone_id`; a number the file already has is not added again."""
    e164 = values.read_phone(number, region=home_country(), field="number")
    fields = {"number": e164, "note": values.read_line(note, field="note", longest=60), "is_primary": is_primary}
    return _saved(customer, Phone, fields, part_id=phone_id, same={"number": e164}, by=by, at=at)


@transaction.atomic
def save_mail_address(
    customer: Customer, *, address: str, is_primary: bool = False, mail_address_id: int | None = None, by: User | None, at: datetime
) -> MailAddress:
    """Add a mail address, or change the one of `mail_address_id`; never twice on a file. What failed was the old one."""
    known = values.read_mail_address(address, field="address")
    fields: dict[str, Any] = {"address": known, "is_primary": is_primary}
    if mail_address_id and not MailAddress.objects.filter(pk=mail_address_id, address=known).exists():
        fields |= {"failing_since": None, "failing_reason": ""}
    return _saved(customer, MailAddress, fields, part_id=mail_address_id, same={"address": known}, by=by, at=at)


@transaction.atomic
def save_postal_address(
    customer: Customer, *, is_primary: bool = False, address_id: int | None = None, by: User | None, at: datetime, **place: Any
) -> PostalAddress:
    """`place`: street, house_number, box, postcode, city, country, kind."""
    fields = postal_values(place, country=home_country())
    return _saved(customer, PostalAddress, {**fields, "is_primary": is_primary}, part_id=address_id, same=fields, by=by, at=at)


@transaction.atomic
def save_holding(customer: Customer, *, name: str, holding_id: int | None = None, by: User | None, at: datetime, **fields: Any) -> Holding:
    """What the customer has; `fields`: serial_number, since, until, note."""
    checked = {
        "name": values.read_line(name, field="name", longest=120, required=True),
        "serial_number": values.read_line(fields.get("serial_number") or "", field="serial_number", longest=60),
        "note": values.read_line(fields.get("note") or "", field="note", longest=200),
        "since": fields.get("since"),
        "until": fields.get("until"),
    }
    if checked["since"] and checked["until"] and checked["until"] < checked["since"]:
        raise Invalid(field="until", reason=_("This ends before it begins."))
    return _saved(customer, Holding, checked, part_id=holding_id, same=checked, by=by, at=at)


@transaction.atomic
def save_relation(
    customer: Customer, *, other: Customer, role: str, is_organisation: bool = True, by: User | None, at: datetime
) -> Relation:
    """`other` is the organisation where `customer` has the role; with `is_organisation` false it is the other way round."""
    if other.pk == customer.pk:
        raise Invalid(field="other", reason=_("A customer has no relation with itself. Give the number of the other file."))
    if role not in Relation.Role.values:
        raise Invalid(field="role", reason=_("Choose one of the values offered."))
    held, second = locked(customer, by=by), locked(other, by=by)
    ensure_may(by, "customers.change", held)
    person, organisation = (held, second) if is_organisation else (second, held)
    relation, made = Relation.objects.get_or_create(person=person, organisation=organisation, role=role)
    if made:
        _changed(held, "relation_added", by=by, at=at)
        announce(PeopleChanged(person_id=person.pk, organisation_id=organisation.pk, at=at))
        nudge(f"customer:{second.number}")
    return relation


@transaction.atomic
def record_consent(customer: Customer, *, purpose: str, is_given: bool, how: str, by: User | None, at: datetime) -> Consent:
    """What the customer allows or refuses from now on; what was said before stays."""
    if purpose not in Consent.Purpose.values:
        raise Invalid(field="purpose", reason=_("Choose one of the values offered."))
    line = values.read_line(how, field="how", longest=120, required=True)
    fields = {"purpose": purpose, "is_given": is_given, "how": line, "at": at, "by": by}
    return _saved(customer, Consent, fields, part_id=None, same=None, by=by, at=at)


@transaction.atomic
def add_note(customer: Customer, *, text: str, by: User | None, at: datetime) -> CustomerNote:
    """Something colleagues must know of this customer."""
    if not text.strip():
        raise Invalid(field="text", reason=_("Write the note first."))
    if len(text) > LONGEST_NOTE:
        raise Invalid(field="text", reason=_("This is too long: at most {longest} characters.").format(longest=LONGEST_NOTE))
    return _saved(customer, CustomerNote, {"text": text.strip(), "at": at, "by": by}, part_id=None, same=None, by=by, at=at)


@transaction.atomic
def remove_part(customer: Customer, model: type[models.Model], part_id: int, *, by: User | None, at: datetime) -> None:
    """Take a phone, address, holding, relation or note off the file; consents stay. Raises `NotFound`."""
    held = locked(customer, by=by)
    ensure_may(by, "customers.change", held)
    rows = model._default_manager.filter(pk=part_id)
    left = Relation.objects.filter(pk=part_id).first() if model is Relation else None
    mine = models.Q(person=held) | models.Q(organisation=held) if model is Relation else models.Q(customer=held)
    if model is Consent or not rows.filter(mine).delete()[0]:
        raise NotFound()
    _changed(held, f"{model._meta.model_name}_removed", by=by, at=at)
    if left is not None:
        announce(PeopleChanged(person_id=left.person_id, organisation_id=left.organisation_id, at=at))


def _saved[Part: (Phone, MailAddress, PostalAddress, Holding, Consent, CustomerNote)](
    customer: Customer,
    model: type[Part],
    fields: Mapping[str, Any],
    *,
    part_id: int | None,
    same: Mapping[str, Any] | None,
    by: User | None,
    at: datetime,
) -> Part:
    """Write one part under the file's lock. A new one equal in `same` to one that stands there becomes that one."""
    held = locked(customer, by=by)
    ensure_may(by, "customers.change", held)
    rows = model._default_manager.filter(customer=held)
    equal = rows.filter(**same).first() if same else None
    part = rows.filter(pk=part_id).first() if part_id else equal or model(customer=held)
    if part is None:
        raise NotFound()
    if part_id and equal and equal.pk != part.pk:
        raise Invalid(field=next(iter(same or {})), reason=_("This already stands on the file."))
    verb = "changed" if part.pk else "added"
    for name, value in fields.items():
        setattr(part, name, value)
    _keep_one_primary(part, rows)
    part.save()
    _changed(held, f"{model._meta.model_name}_{verb}", by=by, at=at)
    return part


def _keep_one_primary(part: Any, rows: models.QuerySet[Any]) -> None:
    """One phone, mail address and postal address is used first: the one marked, else the only one."""
    if not hasattr(part, "is_primary"):
        return
    others = rows.exclude(pk=part.pk)
    part.is_primary = part.is_primary or not others.filter(is_primary=True).exists()
    if part.is_primary:
        others.filter(is_primary=True).update(is_primary=False)


def _changed(customer: Customer, verb: str, *, by: User | None, at: datetime) -> None:
    """The file's fields keep their version: who edits those is not disturbed by a new phone."""
    Customer.objects.filter(pk=customer.pk).update(changed_at=at)
    customer.changed_at = at
    index_customer(customer)
    record(f"customers.{verb}", customer, by=by, at=at)
    nudge(f"customer:{customer.number}")
    nudge("customers")
