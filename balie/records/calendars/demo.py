"""The demo's opening hours."""

from __future__ import annotations

from datetime import datetime

from balie.records.calendars.actions import make_default, save_calendar
from balie.records.calendars.models import Calendar
from balie.records.calendars.rules import DAYS

_DAY = [["08:30", "12:00"], ["12:30", "18:00"]]
WEEK = {**dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), _DAY), "sat": [["09:00", "13:00"]]}


def load(at: datetime) -> None:
    opening = Calendar(key="balie", zone="Europe/Brussels")
    name = {"nl": "Openingsuren", "fr": "Heures d’ouverture", "en": "Opening hours", "de": "Öffnungszeiten"}
    make_default(save_calendar(opening, name=name, zone=opening.zone, week=WEEK, by=None, at=at), by=None, at=at)
    always = {day: [["00:00", "24:00"]] for day in DAYS}
    name = {"nl": "Storingen, dag en nacht", "fr": "Pannes, jour et nuit", "en": "Faults, day and night", "de": "Störungen, Tag und Nacht"}
    save_calendar(Calendar(key="storingen"), name=name, zone=opening.zone, week=always, by=None, at=at)
