"""The customer file as a viewer may read it: everything in one query, masked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_date, parse_datetime

from balie.access.accounts.models import User
from balie.access.permissions.levels import Level
from balie.access.permissions.masking import Mask
from balie.foundation.errors import NotFound
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.text.sentences import kept_in_words
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
from balie.records.customers.queries.finding import ensure_number, masked_names


@dataclass(frozen=True)
class PhoneLine:
    id: int
    number: str
    note: str
    is_primary: bool


@dataclass(frozen=True)
class MailLine:
    """`failing_reason` in words; told when `failing_since` is set: mail to it comes back."""

    id: int
    address: str
    is_primary: bool
    failing_since: datetime | None = None
    failing_reason: str = ""


@dataclass(frozen=True)
class PlaceLine:
    id: int
    kind: str
    lines: tuple[str, str]
    is_primary: bool

    @property
    def text(self) -> str:
        return ", ".join(line for line in self.lines if line)


@dataclass(frozen=True)
class RelationLine:
    """`role` in words; `is_here` when the role is held at this customer, by `name`."""

    id: int
    role: str
    number: int
    name: str
    is_here: bool


@dataclass(frozen=True)
class HoldingLine:
    id: int
    name: str
    serial_number: str
    since: date | None
    until: date | None
    note: str


@dataclass(frozen=True)
class ConsentLine:
    """The newest of its purpose."""

    purpose: str
    is_given: bool
    how: str
    at: datetime


@dataclass(frozen=True)
class NoteLine:
    id: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class CustomerFile:
    """All that is known of one customer, masked for its viewer. `words` are choices in the reader's language."""

    id: int
    number: int
    version: int
    name: str
    spoken_name: str
    kind: str
    language: str
    words: dict[str, str]
    special_needs: str
    customer_type: str
    account_manager: str
    born_on: date | str | None
    vat_number: str
    national_number: str
    iban: str
    is_prospect: bool
    is_incomplete: bool
    level: int
    level_name: str
    team: str
    taking_part: list[str]
    created_at: datetime
    changed_at: datetime
    phones: list[PhoneLine] = field(default_factory=list)
    mail_addresses: list[MailLine] = field(default_factory=list)
    postal_addresses: list[PlaceLine] = field(default_factory=list)
    relations: list[RelationLine] = field(default_factory=list)
    holdings: list[HoldingLine] = field(default_factory=list)
    consents: list[ConsentLine] = field(default_factory=list)
    notes: list[NoteLine] = field(default_factory=list)

    @property
    def profile(self) -> list[str]:
        """The communication profile in a few words, what differs from the plain case only."""
        return [self.words[key] for key in ("form_of_address", "style", "preferred_channel") if self.words.get(key)]


def file_for(viewer: User, number: int) -> CustomerFile:
    """The masked file of this number; a merged number gives the kept file. Raises `NotFound`."""
    return file_of(viewer, load_file(viewer, number))


def load_file(viewer: User, number: int) -> Customer:
    """The row with all its parts beside it, for `file_of`: one query, two for a merged number. Raises `NotFound`."""
    ensure_number(number)
    found = _BY_NUMBER.records(viewer, number=number)
    if found and found[0].merged_into_id:
        found = _BY_KEY.records(viewer, pk=found[0].merged_into_id)
    if not found:
        raise NotFound()
    kept: Customer = found[0]
    return kept


def file_of(viewer: User, customer: Customer) -> CustomerFile:
    """The masked file of a row from `load_file`; no query."""
    mask = Mask(viewer)
    parts = customer.__dict__
    name, spoken = masked_names(customer, mask)
    return CustomerFile(
        id=customer.pk,
        number=customer.number,
        version=customer.version,
        name=name,
        spoken_name=spoken,
        kind=customer.kind,
        language=customer.language,
        words=_words(customer),
        special_needs=mask(Customer, "special_needs", customer.special_needs),
        customer_type=str(customer.customer_type or ""),
        account_manager=str(customer.account_manager or ""),
        born_on=mask(Customer, "born_on", customer.born_on),
        vat_number=mask(Customer, "vat_number", customer.vat_number),
        national_number=mask(Customer, "national_number", customer.national_number),
        iban=mask(Customer, "iban", customer.iban),
        is_prospect=customer.is_prospect,
        is_incomplete=customer.is_incomplete,
        level=customer.level,
        level_name=str(Level(customer.level).label),
        team=str(customer.team.name) if customer.team else "",
        taking_part=[row["name"] for row in parts["_taking_part"]],
        created_at=customer.created_at,
        changed_at=customer.changed_at,
        phones=[_phone(row, mask) for row in parts["_phones"]],
        mail_addresses=[_mail(row, mask) for row in parts["_mails"]],
        postal_addresses=[_place(row, mask) for row in parts["_places"]],
        relations=[_relation(row, mask, is_here=False) for row in parts["_roles"]]
        + [_relation(row, mask, is_here=True) for row in parts["_people"]],
        holdings=[_holding(row, mask) for row in parts["_holdings"]],
        consents=_newest([_consent(row, mask) for row in parts["_consents"]]),
        notes=[NoteLine(row["id"], mask.text(row["text"]), row["by"] or "", _moment(row["at"])) for row in parts["_notes"]],
    )


def _with_parts(viewer: User) -> QuerySet[Customer]:
    visible = Customer.objects.visible_to(viewer).current()
    mine = {"customer": OuterRef("pk")}
    other = ("number", "kind", "given_name", "family_name", "organisation_name")
    return (
        Customer.objects.visible_to(viewer)
        .select_related("customer_type", "account_manager", "team")
        .annotate(
            _phones=_rows(Phone.objects.filter(**mine).order_by("-is_primary", "pk"), "id", "number", "note", "is_primary"),
            _mails=_rows(
                MailAddress.objects.filter(**mine).order_by("-is_primary", "pk"),
                *("id", "address", "is_primary", "failing_since", "failing_reason"),
            ),
            _places=_rows(
                PostalAddress.objects.filter(**mine).order_by("-is_primary", "pk"),
                *("id", "kind", "street", "house_number", "box", "postcode", "city", "country", "is_primary"),
            ),
            _roles=_rows(
                Relation.objects.filter(person=OuterRef("pk"), organisation__in=visible).order_by("pk"),
                *("id", "role", *(f"organisation__{name}" for name in other)),
            ),
            _people=_rows(
                Relation.objects.filter(organisation=OuterRef("pk"), person__in=visible).order_by("pk"),
                *("id", "role", *(f"person__{name}" for name in other)),
            ),
            _holdings=_rows(
                Holding.objects.filter(**mine).order_by(F("until").desc(nulls_first=True), "name"),
                *("id", "name", "serial_number", "since", "until", "note"),
            ),
            _consents=_rows(Consent.objects.filter(**mine).order_by("-at", "-pk")[:40], "purpose", "is_given", "how", "at"),
            _taking_part=_rows(User.objects.filter(pk__among=OuterRef("participant_ids")).order_by("name"), "name"),
            _notes=_rows(CustomerNote.objects.filter(**mine).order_by("-at", "-pk")[:20], "id", "text", "at", by="by__name"),
        )
    )


_BY_NUMBER = Prepared(lambda viewer: _with_parts(viewer).filter(number=Given("number", BigIntegerField())))
_BY_KEY = Prepared(lambda viewer: _with_parts(viewer).filter(pk=Given("pk", BigIntegerField())))


def _rows(rows: QuerySet[Any], *columns: str, **renamed: str) -> ArraySubquery:
    names = {column.rpartition("__")[2]: column for column in columns} | renamed
    return ArraySubquery(rows.values(row=JSONObject(**names)))


def _words(customer: Customer) -> dict[str, str]:
    """Choices in the reader's language; the salutation, the form of address, how plain, over which channel."""
    return {
        "kind": str(customer.get_kind_display()),
        "salutation": str(customer.get_salutation_display()),
        "form_of_address": str(customer.get_form_of_address_display()),
        "style": str(customer.get_style_display()),
        "preferred_channel": str(customer.get_preferred_channel_display()) if customer.preferred_channel else "",
    }


def _phone(row: dict[str, Any], mask: Mask) -> PhoneLine:
    return PhoneLine(row["id"], mask(Phone, "number", row["number"]), mask(Phone, "note", row["note"]), row["is_primary"])


def _mail(row: dict[str, Any], mask: Mask) -> MailLine:
    failing = _moment(row["failing_since"]) if row["failing_since"] else None
    return MailLine(
        row["id"], mask(MailAddress, "address", row["address"]), row["is_primary"], failing, mask.text(kept_in_words(row["failing_reason"]))
    )


def _place(row: dict[str, Any], mask: Mask) -> PlaceLine:
    said = {name: mask(PostalAddress, name, row[name]) for name in ("street", "house_number", "box", "postcode", "city")}
    street = " ".join(part for part in (said["street"], said["house_number"], said["box"] and f"/ {said['box']}") if part)
    country = "" if row["country"] == "BE" else f"({row['country']})"
    place = " ".join(part for part in (said["postcode"], said["city"], country) if part)
    return PlaceLine(row["id"], str(PostalAddress.Kind(row["kind"]).label), (street, place), row["is_primary"])


def _relation(row: dict[str, Any], mask: Mask, *, is_here: bool) -> RelationLine:
    names = {name: row[name] for name in ("kind", "given_name", "family_name", "organisation_name")}
    name, _spoken = masked_names(Customer(**names), mask)
    return RelationLine(row["id"], str(Relation.Role(row["role"]).label), row["number"], name, is_here)


def _holding(row: dict[str, Any], mask: Mask) -> HoldingLine:
    serial, note = mask(Holding, "serial_number", row["serial_number"]), mask(Holding, "note", row["note"])
    since, until = (parse_date(row[name]) if row[name] else None for name in ("since", "until"))
    return HoldingLine(row["id"], row["name"], serial, since, until, note)


def _consent(row: dict[str, Any], mask: Mask) -> ConsentLine:
    purpose = str(Consent.Purpose(row["purpose"]).label)
    return ConsentLine(purpose, row["is_given"], mask(Consent, "how", row["how"]), _moment(row["at"]))


def _newest(lines: list[ConsentLine]) -> list[ConsentLine]:
    """One a purpose; the lines come newest first."""
    first: dict[str, ConsentLine] = {}
    for line in lines:
        first.setdefault(line.purpose, line)
    return list(first.values())


def _moment(text: str) -> datetime:
    found = parse_datetime(text)
    if found is None:
        raise ValueError(text)
    return found
