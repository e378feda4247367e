"""One verb on many tickets: each in its own transaction, each with its own outcome."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Refusal

MOST = 200


@dataclass(frozen=True)
class Outcome:
    """`refused` is the sentence why not; empty when it was done."""

    number: int
    refused: str = ""


def each_of(numbers: Sequence[int], verb: Callable[[int], object], *, by: User) -> list[Outcome]:
    """Do `verb` to each ticket, at most two hundred, in the order given."""
    ensure_may(by, "tickets.bulk")
    return [_tried(number, verb) for number in list(dict.fromkeys(numbers))[:MOST]]


def _tried(number: int, verb: Callable[[int], object]) -> Outcome:
    try:
        verb(number)
    except Refusal as refusal:
        return Outcome(number, str(refusal))
    return Outcome(number)
