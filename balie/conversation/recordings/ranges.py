"""The part of a file that a browser asks for (RFC 9110 §14): one range of bytes. Pure."""

from __future__ import annotations

import re

_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")


class Unsatisfiable(Exception):
    """Nothing of the file lies in the range."""


def range_in(header: str, length: int) -> tuple[int, int] | None:
    """First byte and the one after the last; None for the whole, which is also what several ranges or another unit get. Raises `Unsatisfiable`."""
    found = _RANGE.match(header.replace(" ", ""))
    if found is None or found.group() == "bytes=-":
        return None
    first, last = found.groups()
    if not first:
        size = min(int(last), length)
        begin, stop = length - size, length
    else:
        begin, stop = int(first), min(int(last) + 1, length) if last else length
        if last and int(last) < int(first):
            return None
    if begin >= stop:
        raise Unsatisfiable
    return begin, stop
