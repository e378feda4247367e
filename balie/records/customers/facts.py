"""What of a file may be asked to know who somebody is, and how an answer is compared with it."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _

from balie.foundation.errors import Invalid
from balie.foundation.text.normalise import digits
from balie.records.customers import values
from balie.records.customers.extensions import Fact, FactKeeper
from balie.records.customers.models import Customer, Holding, MailAddress, Phone, PostalAddress
from balie.records.customers.rules import LAST_DIGITS, bare_code, read_day, read_street
from balie.records.taxonomy.queries import HOME_COUNTRY


def known_of(customer_id: int) -> dict[str, list[str]]:
    """Fact's key → what the file holds."""
    file = Customer.objects.filter(pk=customer_id).annotate(
        _phones=_column(Phone, "number"),
        _mails=_column(MailAddress, "address"),
        _codes=_column(PostalAddress, "postcode"),
        _streets=_column(PostalAddress, "street"),
        _houses=_column(PostalAddress, "house_number"),
        _serials=_column(Holding, "serial_number"),
    )
    row = file.get()
    held: dict[str, Any] = row.__dict__
    found = {
        "customer_number": [str(row.number)],
        "born_on": [row.born_on.isoformat()] if row.born_on else [],
        "postcode": held["_codes"],
        "street": [f"{street} {house}" for street, house in zip(held["_streets"], held["_houses"], strict=True)],
        "phone": held["_phones"],
        "mail": held["_mails"],
        "serial_number": held["_serials"],
        "vat_number": [row.vat_number],
        "iban": [row.iban],
        "iban_end": [row.iban[-LAST_DIGITS:]],
        "national_number": [row.national_number],
    }
    return {key: [value for value in values if value] for key, values in found.items()}


def _column(model: Any, column: str) -> ArraySubquery:
    return ArraySubquery(model.objects.filter(customer=OuterRef("pk")).order_by("pk").values(column))


def _phone(typed: str) -> str:
    try:
        return values.read_phone(typed, region=HOME_COUNTRY)
    except Invalid:
        return ""


def _last_digits(typed: str) -> str:
    read = digits(typed)
    return read if len(read) == LAST_DIGITS else ""


FACTS = (
    Fact("customer_number", _("Customer number"), _("What is your customer number?"), digits, Customer, "number"),
    Fact("born_on", _("Date of birth"), _("What is your date of birth?"), read_day, Customer, "born_on"),
    Fact("postcode", _("Postcode"), _("What is the postcode of your address?"), bare_code, PostalAddress, "postcode"),
    Fact("street", _("Street and number"), _("In which street do you live, and at which number?"), read_street, PostalAddress, "street"),
    Fact("phone", _("Telephone"), _("Which telephone number do we know of you?"), _phone, Phone, "number"),
    Fact(
        "mail",
        _("Mail address"),
        _("Which mail address do we know of you?"),
        lambda typed: typed.strip().casefold(),
        MailAddress,
        "address",
    ),
    Fact(
        "serial_number", _("Serial or meter number"), _("What is the number of your meter or device?"), bare_code, Holding, "serial_number"
    ),
    Fact("vat_number", _("VAT number"), _("What is the VAT number?"), digits, Customer, "vat_number"),
    Fact(
        "iban_end",
        _("Last four digits of the account number"),
        _("What are the last four digits of your account number?"),
        _last_digits,
        Customer,
        "iban",
    ),
    Fact("iban", _("Account number"), _("What is your account number?"), bare_code, Customer, "iban"),
    Fact("national_number", _("National number"), _("What is your national number?"), digits, Customer, "national_number"),
)
KEEPER = FactKeeper(FACTS, known_of)
