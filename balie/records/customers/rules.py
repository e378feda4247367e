"""Pure decisions about customers: how names sort and compare, what of a file can be found, what a merge leaves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from balie.foundation.text.normalise import digits, plain

LONGEST_SORT_KEY = 200
LAST_DIGITS = 4
_DAY_FIRST = re.compile(r"(\d{1,2})\D+(\d{1,2})\D+(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})")
_RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})")


def sort_key(*, kind: str, given_name: str = "", family_name: str = "", organisation_name: str = "") -> str:
    """What names are sorted and compared by: unaccented lower case, family name first, at most 200 characters."""
    name = organisation_name if kind == "organisation" else f"{family_name} {given_name}"
    return plain(name)[:LONGEST_SORT_KEY].strip()


def phone_pieces(number: str) -> str:
    """The digits of an E.164 number: any piece of it is found, also without its first 0."""
    return digits(number)


def address_pieces(postcode: str, house_number: str, street: str, city: str) -> list[str]:
    """How an address is asked for: “9000 12”, “Kerkstraat 12”, “Kerkstraat 12 9000”, the city."""
    code, house = re.sub(r"\W", "", postcode).lower(), re.sub(r"\W", "", house_number).lower()
    return [piece for piece in (code + house, house + code, plain(f"{street} {house_number} {city}")) if piece]


def search_keys(
    *,
    names: Iterable[str],
    number: int,
    phones: Iterable[str] = (),
    mails: Iterable[str] = (),
    addresses: Iterable[tuple[str, str, str, str]] = (),
    serials: Iterable[str] = (),
    codes: Iterable[str] = (),
) -> str:
    """Everything of a file that is found by a piece of it, one line each so that no piece spans two of them.

    `addresses` are (postcode, house number, street, city); `codes` are VAT numbers and the like.
    """
    lines = [plain(name) for name in names]
    lines += [str(number), *(phone_pieces(phone) for phone in phones), *(mail.casefold() for mail in mails)]
    lines += [piece for address in addresses for piece in address_pieces(*address)]
    for serial in [*serials, *codes]:
        lines += [serial.casefold(), re.sub(r"\W", "", serial).casefold()]
    return "\n".join(dict.fromkeys(line for line in lines if line))


def differing(kept: Mapping[str, object], merged: Mapping[str, object]) -> list[str]:
    """The fields both files fill, differently: somebody must choose."""
    return [field for field, value in kept.items() if value and merged.get(field) and value != merged[field]]


def merged_values(kept: Mapping[str, object], merged: Mapping[str, object], from_merged: Iterable[str]) -> dict[str, object]:
    """What changes on the kept file: its empty fields filled, and `from_merged` taken over where they are filled."""
    chosen = set(from_merged)
    return {
        field: merged[field]
        for field, value in kept.items()
        if merged.get(field) and merged[field] != value and (not value or field in chosen)
    }


def bare_code(typed: str) -> str:
    """A code as it is compared: its letters and digits, whatever stands between them."""
    return "".join(char for char in typed.casefold() if char.isalnum())


def read_street(typed: str) -> str:
    """A street and number as they are compared: no accents, no signs, no space between a number and its letter."""
    return re.sub(r"(?<=\d) (?=[a-z]\b)", "", plain(typed))


def read_day(typed: str) -> str:
    """The day in 3/5/1985, 3.5.1985, 03051985 or 1985-05-03, as `1985-05-03`; "" when it is none."""
    text = typed.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text) or _RUN_TOGETHER.fullmatch(text):
        day, month, year = found.groups()
    else:
        return ""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
