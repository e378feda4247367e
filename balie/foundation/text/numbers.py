"""Numbers people read aloud: kind digit + sequence + Damm check digit, digits only, shown in groups of four.

The check digit is H. M. Damm's (2004): it catches every single wrong digit and every swap of two neighbours.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.foundation.errors import Invalid
from balie.foundation.statements.cursors import numbered_cursor
from balie.foundation.statements.keys import key_ahead, takes_ahead
from balie.foundation.statements.together import Asked, answer_to

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
SEQUENCE_DIGITS = 6
LONGEST = 18  # what the database's numbers hold


class WrongNumber(Invalid):
    """The digits cannot be one of our numbers: most likely one was heard or typed wrongly."""

    code = "wrong_number"

    def __init__(self, typed: str) -> None:
        super().__init__(
            field="number",
            reason=_("The number {typed} has a wrong digit somewhere: read it back to the customer.").format(typed=typed),
        )


def check_digit(digits: str) -> int:
    """The Damm digit of `digits`; over a whole number, 0 says it is right."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def make_number(kind: int, sequence: int) -> int:
    """`kind` (1–9) + `sequence` in at least six digits + check digit."""
    body = f"{kind}{sequence:0{SEQUENCE_DIGITS}d}"
    return int(f"{body}{check_digit(body)}")


def is_number(number: int, kind: int | None = None) -> bool:
    digits = str(number)
    return SEQUENCE_DIGITS + 2 <= len(digits) <= LONGEST and check_digit(digits) == 0 and kind in {None, int(digits[0])}


def read_number(typed: str, kind: int | None = None) -> int:
    """The number in what a person typed, groups and dots allowed. Raises `WrongNumber`."""
    digits = "".join(char for char in typed if char.isascii() and char.isdigit())
    if not digits or len(digits) > LONGEST or not is_number(int(digits), kind):
        raise WrongNumber(typed)
    return int(digits)


def whole(typed: str) -> int:
    """The whole number that was typed, 0 where it is none, or longer than the database's numbers hold."""
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST else 0


def next_number(kind: int) -> int:
    """The next free number of this kind; the database's sequence may leave gaps, never doubles."""
    ahead = key_ahead(_sequence(kind))
    if ahead is not None:
        return make_number(kind, ahead)
    known = answer_to(_NEXT, [_sequence(kind)])
    if known is None:
        with numbered_cursor() as cursor:
            cursor.execute(_NEXT, [_sequence(kind)])
            known = cursor.fetchall()
    return make_number(kind, known[0][0])


def number_asked(kind: int) -> Asked:
    """What `next_number` will ask, to go together with other reads; nothing where numbers are taken ahead."""
    return Asked("", []) if takes_ahead() else Asked(_NEXT, [_sequence(kind)])


_NEXT = "SELECT nextval($1::text::regclass)"


def _sequence(kind: int) -> str:
    return f"text_number_{kind}"


def group(number: int) -> str:
    """As printed and read aloud: `20417736` → `2041 7736`, the last groups whole."""
    digits = str(number)
    first = len(digits) % 4
    groups = ([digits[:first]] if first else []) + [digits[at : at + 4] for at in range(first, len(digits), 4)]
    return " ".join(groups)
