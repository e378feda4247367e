"""What people type, as it is kept. Each raises `Invalid` naming the field, the reason and an example."""

from __future__ import annotations

import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberFormat
from stdnum import iban as iban_of_any_country
from stdnum.be import nn as national
from stdnum.be import vat as belgian_vat
from stdnum.eu import vat as european_vat
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as WrongCode

from balie.foundation.errors import Invalid
from balie.foundation.text.normalise import one_line

_is_mail_address = EmailValidator()


def read_phone(typed: str, *, region: str, field: str = "phone") -> str:
    """E.164, a number without a country read as one of `region`."""
    example = _example(region)
    try:
        parsed = phonenumbers.parse(typed.replace("(0)", "") if "+" in typed else typed, region)
    except phonenumbers.NumberParseException:
        raise Invalid(
            field=field, reason=_("This is no telephone number. Write it as {example} or +33 1 99 00 12 34.").format(example=example)
        )
    if parsed.extension or not phonenumbers.is_possible_number(parsed):
        reason = phonenumbers.is_possible_number_with_reason(parsed)
        raise Invalid(field=field, reason=str(_length_words(reason)).format(example=example))
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def _example(region: str) -> str:
    """A mobile number as people of `region` write it; ours where a region has none."""
    mobile = phonenumbers.PhoneNumberType.MOBILE
    ours = phonenumbers.parse("0470123456", "BE")
    known = ours if region == "BE" else phonenumbers.example_number_for_type(region, mobile) or ours
    return str(phonenumbers.format_number(known, PhoneNumberFormat.NATIONAL))


def _length_words(reason: int) -> object:
    match reason:
        case phonenumbers.ValidationResult.TOO_SHORT:
            return _("This number is too short: a digit is missing. Write it as {example}.")
        case phonenumbers.ValidationResult.TOO_LONG:
            return _("This number is too long: a digit too many. Write it as {example}.")
        case phonenumbers.ValidationResult.INVALID_COUNTRY_CODE:
            return _("No country has this code. Write it as {example}, or with + and the country.")
    return _("No telephone number has this length. Write it as {example}.")


def read_mail_address(typed: str, *, field: str = "mail") -> str:
    """Lower case, without spaces around it."""
    address = one_line(typed).strip("<>").lower()
    try:
        _is_mail_address(address)
    except ValidationError:
        raise Invalid(field=field, reason=_("This is no mail address. Write it as jan.peeters@example.be."))
    return address


def read_vat_number(typed: str, *, country: str, field: str = "vat_number") -> str:
    """With its country in front: `BE0403170701`."""
    bare = re.sub(r"[\s.\-]", "", typed).upper()
    try:
        if bare[:2].isalpha():
            return str(european_vat.compact(european_vat.validate(bare)))
        if country == "BE":
            return f"BE{belgian_vat.validate(bare)}"
    except InvalidChecksum:
        raise Invalid(field=field, reason=_("The check digits of this VAT number are wrong: read it back. Write it as BE 0403.170.701."))
    except WrongCode:
        pass
    raise Invalid(field=field, reason=_("This is no VAT number. Write it as BE 0403.170.701, with the country in front."))


def read_iban(typed: str, *, field: str = "iban") -> str:
    """Compact: `BE68539007547034`. Lists of banks are left aside: they grow old, and a new bank is no mistake."""
    try:
        return str(iban_of_any_country.validate(typed, check_country=False))
    except InvalidChecksum:
        raise Invalid(
            field=field, reason=_("The check digits of this account number are wrong: read it back. Write it as BE68 5390 0754 7034.")
        )
    except WrongCode:
        raise Invalid(field=field, reason=_("This is no account number. Write it as BE68 5390 0754 7034."))


def read_national_number(typed: str, *, field: str = "national_number") -> str:
    """Eleven digits of the Belgian national register."""
    try:
        return str(national.validate(typed))
    except InvalidChecksum:
        raise Invalid(
            field=field, reason=_("The check digits of this national number are wrong: read it back. Write it as 85.07.30-033.28.")
        )
    except WrongCode:
        raise Invalid(field=field, reason=_("This is no national number: it has eleven digits. Write it as 85.07.30-033.28."))


def read_line(typed: str, *, field: str, longest: int, required: bool = False) -> str:
    """One line of visible characters; too long is said, never cut."""
    line = one_line(typed)
    if required and not line:
        raise Invalid(field=field, reason=_("Fill this in."))
    if len(line) > longest:
        raise Invalid(field=field, reason=_("This is too long: at most {longest} characters.").format(longest=longest))
    return line
