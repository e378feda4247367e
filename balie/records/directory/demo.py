"""The demo's directory: desks of the house, and who else helps in Flanders and Brussels."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from balie.records.calendars.models import Calendar
from balie.records.calendars.slots import DAYS
from balie.records.directory.actions import Details, add_entry
from balie.records.directory.models import Entry
from balie.records.taxonomy.models import Category, Purpose

ENTRIES = Path(__file__).parent / "demo_entries.yaml"
_OFFICE = [["09:00", "12:00"], ["13:00", "16:30"]]
_OWN_HOURS: dict[str, dict[str, Any]] = {
    "office": {"week": dict.fromkeys(DAYS[:5], _OFFICE)},
    "morning": {"week": {key: [["09:00", "12:00"]] for key in DAYS[:5]}},
    "long": {"week": {key: [["08:00", "20:00"]] for key in DAYS[:5]}},
    "saturday": {"week": {key: [["08:00", "19:00"]] for key in DAYS[:6]}},
}


def load(at: datetime) -> None:
    told = yaml.safe_load(ENTRIES.read_text(encoding="utf-8"))
    made: dict[str, Entry] = {}
    for each in told:
        made[each["key"]] = add_entry(_details(each, made, at), by=None, at=at)


def _details(told: dict[str, Any], made: dict[str, Entry], at: datetime) -> Details:
    same = ("name", "takes", "how", "place", "is_person", "languages", "phone", "mail", "website", "address")
    return Details(
        categories=list(Category.objects.filter(key__in=told["categories"])),
        purposes=list(Purpose.objects.filter(key__in=told.get("purposes", []))),
        **{name: told[name] for name in same if name in told},
        **_hours(told["hours"], made, at),
    )


def _hours(named: str, made: dict[str, Entry], at: datetime) -> dict[str, Any]:
    """By a calendar of the house, day and night, by a week of its own; or gone since yesterday, with who took its place."""
    if named in _OWN_HOURS:
        return _OWN_HOURS[named] | {"holidays": "BE"}
    if named == "always":
        return {"always": True}
    if named == "gone":
        return {"last_on": timezone.localdate(at) - timedelta(days=1), "instead": made["energiehuis"]}
    return {"calendar": Calendar.objects.get(key=named)}
