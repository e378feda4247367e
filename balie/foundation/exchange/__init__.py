"""Rows in and out of the house: CSV and later spreadsheets, with cells that no spreadsheet runs."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

_RISKY = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    def write(self, text: str) -> str:
        return text


def safe_cell(value: object) -> str:
    """The text of a cell; one that a spreadsheet would run as a formula gets an apostrophe in front.

    Rule: OWASP "CSV injection"; also after a line break inside the cell.
    """
    text = "" if value is None else str(value)
    lines = text.splitlines() or [""]
    return f"'{text}" if any(line.lstrip(" ").startswith(_RISKY) for line in lines) else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """CSV lines (RFC 4180, UTF-8 with BOM so that spreadsheets read accents), one at a time."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow([safe_cell(cell) for cell in header])
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])
