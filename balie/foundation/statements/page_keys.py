"""The parts of a page's key as an address brings them back: read, or `ValueError`, before the database sees what it cannot hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

BIGGEST = 2**63 - 1
DIGITS = len(str(BIGGEST))
_DAY = timedelta(days=1)
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC) + _DAY, datetime.max.replace(tzinfo=UTC) - _DAY


def number_in(text: str) -> int:
    """A whole number a bigint holds, digits with a minus sign at most. Raises `ValueError`."""
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > DIGITS or abs(int(text)) > BIGGEST:
        raise ValueError("no key of a page")
    return int(text)


def moment_in(text: str) -> datetime:
    """A moment with its offset, that every zone can show. Raises `ValueError`."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None or not _FIRST <= found <= _LAST:
        raise ValueError("no key of a page")
    return found
