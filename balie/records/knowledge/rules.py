"""When an article holds, when it is looked at again, what changed between two versions, and how often it helped."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

MOST_COMPARED = 3_000
_PIECES = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")


class Standing(StrEnum):
    """Whether an article can be told to a customer today, and otherwise why not."""

    DRAFT = "draft"
    COMING = "coming"
    HOLDS = "holds"
    PAST = "past"
    RETIRED = "retired"


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    """Words that stayed, came or went."""

    change: Change
    words: str


def standing(*, is_published: bool, is_retired: bool, valid_from: date | None, valid_until: date | None, today: date) -> Standing:
    """The first and the last day belong to the time it holds."""
    if is_retired:
        return Standing.RETIRED
    if not is_published:
        return Standing.DRAFT
    if valid_from is not None and today < valid_from:
        return Standing.COMING
    if valid_until is not None and valid_until < today:
        return Standing.PAST
    return Standing.HOLDS


def next_review(on: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day. `months` is at least 1."""
    month = on.month - 1 + months
    year, month = on.year + month // 12, month % 12 + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))


def differences(old: str, new: str) -> list[Piece]:
    """What `old` became: the same words, those that went and those that came, in the order of reading.

    Joining all but the removed gives `new`, all but the added `old`. Long texts are compared line by line.
    """
    before, after = _pieces(old, new), _pieces(new, old)
    found: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        found += _changed(kind, before[a:b], after[c:d])
    return found


def share_helped(helped: int, not_helped: int) -> float | None:
    """`helped` ÷ all who said so; None when nobody did."""
    return helped / (helped + not_helped) if helped + not_helped else None


def _pieces(text: str, other: str) -> list[str]:
    if len(text) + len(other) > MOST_COMPARED * 6:
        return text.splitlines(keepends=True)
    return _PIECES.findall(text)


def _changed(kind: str, went: Sequence[str], came: Sequence[str]) -> Iterator[Piece]:
    if kind == "equal":
        yield Piece(Change.SAME, "".join(came))
        return
    if went:
        yield Piece(Change.REMOVED, "".join(went))
    if came:
        yield Piece(Change.ADDED, "".join(came))
