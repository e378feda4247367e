"""Builders of entries for tests."""

from __future__ import annotations

from typing import Any

from balie.access.accounts.testing import MONDAY_9AM
from balie.records.directory.actions import Details, add_entry
from balie.records.directory.models import Entry

OFFICE = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def an_entry(name: str = "Energy ombudsman", takes: str = "Disputes with a supplier", **fields: Any) -> Entry:
    """A service outside the house, told in English, that helps in all four languages from nine to five, unless told otherwise."""
    given: dict[str, Any] = {"languages": ["nl", "fr", "en", "de"], "phone": "02 555 01 23", "week": OFFICE, "holidays": "BE"} | fields
    return add_entry(Details(name={"en": name}, takes={"en": takes}, **given), by=None, at=MONDAY_9AM)
