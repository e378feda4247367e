"""Answers: what was typed or chosen becomes a value of the variable's type, or is refused with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import phonenumbers
from stdnum import iban
from stdnum.exceptions import ValidationError

from balie.operations.scripts.rules.document import Variable
from balie.operations.scripts.rules.expressions import matches

type Value = str | int | float | bool | list[str]

OUTCOMES = ("solved", "not_solved", "not_tried")
MAIL = re.compile(r"[^\s@]{1,64}@[^\s@.]{1,63}(\.[^\s@.]{1,63}){1,5}")
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
BELGIAN_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
YES, NO = {"yes", "true", "1"}, {"no", "false", "0"}
COUNTRY = "BE"


class WrongAnswer(ValueError):
    """The answer is not of the variable's type, or beyond its bounds; `code` says how, `bound` which."""

    def __init__(self, code: str, bound: object = "") -> None:
        super().__init__(code)
        self.code, self.bound, self.name = code, bound, ""

    def about(self, name: str) -> WrongAnswer:
        """The same, of the variable."""
        self.name = name
        return self


def read_value(variable: Variable, given: object) -> Value | None:
    """The value that was given; None when nothing was and nothing is required. Raises `WrongAnswer`."""
    if given is None or (isinstance(given, str | list | tuple) and not given) or (isinstance(given, str) and not given.strip()):
        if variable.required:
            raise WrongAnswer("missing")
        return None
    return READERS[variable.type](variable, given)


def choices_of(variable: Variable) -> tuple[str, ...]:
    """The keys one may choose among, in order; empty where one types."""
    if variable.type == "outcome":
        return OUTCOMES
    if variable.type == "yes_no":
        return ("yes", "no")
    return tuple(variable.choices)


def _text(variable: Variable, given: object) -> str:
    text = _string(given).strip()
    if len(text) > variable.longest:
        raise WrongAnswer("too_long", variable.longest)
    if variable.pattern and not matches(variable.pattern, text):
        raise WrongAnswer("other_form")
    return text


def _number(variable: Variable, given: object) -> int:
    value = _decimal_of(given)
    if value != value.to_integral_value():
        raise WrongAnswer("no_whole_number")
    _bounded(variable, value)
    return int(value)


def _decimal(variable: Variable, given: object) -> float:
    value = _decimal_of(given)
    _bounded(variable, value)
    return float(value)


def _decimal_of(given: object) -> Decimal:
    if isinstance(given, bool):
        raise WrongAnswer("no_number")
    try:
        value = Decimal(str(given).strip().replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        raise WrongAnswer("no_number") from None
    if not value.is_finite() or abs(value) > 10**15:
        raise WrongAnswer("no_number")
    return value


def _bounded(variable: Variable, value: Decimal) -> None:
    if variable.least is not None and value < Decimal(str(variable.least)):
        raise WrongAnswer("too_small", variable.least)
    if variable.most is not None and value > Decimal(str(variable.most)):
        raise WrongAnswer("too_large", variable.most)


def _date(_variable: Variable, given: object) -> str:
    text = given.isoformat() if isinstance(given, date) else _string(given).strip()
    if iso := ISO_DAY.fullmatch(text):
        year, month, day = (int(each) for each in iso.groups())
    elif belgian := BELGIAN_DAY.fullmatch(text):
        day, month, year = (int(each) for each in belgian.groups())
    else:
        raise WrongAnswer("no_date")
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise WrongAnswer("no_date") from None


def _yes_no(_variable: Variable, given: object) -> bool:
    word = str(given).strip().lower()
    if word not in YES | NO:
        raise WrongAnswer("no_choice")
    return word in YES


def _choice(variable: Variable, given: object) -> str:
    word = _string(given)
    if word not in choices_of(variable):
        raise WrongAnswer("no_choice")
    return word


def _choices(variable: Variable, given: object) -> list[str]:
    several = given if isinstance(given, list | tuple) else [given]
    chosen = {_choice(variable, each) for each in several}
    return [key for key in variable.choices if key in chosen]


def _phone(_variable: Variable, given: object) -> str:
    try:
        number = phonenumbers.parse(_string(given), COUNTRY)
    except phonenumbers.NumberParseException:
        raise WrongAnswer("no_phone") from None
    if not phonenumbers.is_possible_number(number):
        raise WrongAnswer("no_phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _mail(_variable: Variable, given: object) -> str:
    address = _string(given).strip()
    if len(address) > 254 or not MAIL.fullmatch(address):
        raise WrongAnswer("no_mail")
    return address.lower()


def _iban(_variable: Variable, given: object) -> str:
    try:
        return str(iban.validate(_string(given), check_country=False))
    except ValidationError:
        raise WrongAnswer("no_iban") from None


def _string(given: object) -> str:
    if not isinstance(given, str):
        raise WrongAnswer("no_text")
    return given


READERS: Mapping[str, Callable[[Variable, Any], Value]] = {
    "text": _text,
    "number": _number,
    "decimal": _decimal,
    "date": _date,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choices,
    "outcome": _choice,
    "phone": _phone,
    "mail": _mail,
    "iban": _iban,
}
