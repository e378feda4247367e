"""The demo's opening hours."""

from __future__ import annotations

from datetime import date, datetime

from balie.records.calendars.actions import make_default, save_calendar, save_own_day, save_season
from balie.records.calendars.models import Calendar, Season

_DAY = [["08:30", "12:00"], ["12:30", "18:00"]]
SUMMER_DAY = [["08:00", "12:00"], ["12:30", "16:00"]]
WEEK = {**dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), _DAY), "sat": [["09:00", "13:00"]]}


def load(at: datetime) -> None:
    opening = Calendar(key="balie", zone="Europe/Brussels")
    name = {"nl": "Openingsuren", "fr": "Heures d’ouverture", "en": "Opening hours", "de": "Öffnungszeiten"}
    make_default(save_calendar(opening, name=name, zone=opening.zone, week=WEEK, holidays="BE", by=None, at=at), by=None, at=at)
    _days(opening, at)
    name = {"nl": "Storingen, dag en nacht", "fr": "Pannes, jour et nuit", "en": "Faults, day and night", "de": "Störungen, Tag und Nacht"}
    save_calendar(Calendar(key="storingen"), name=name, zone=opening.zone, week={}, always=True, by=None, at=at)


def _days(opening: Calendar, at: datetime) -> None:
    """A half day before Christmas and summer hours, of the year `at` lies in and the next."""
    summer = {"nl": "Zomeruren", "fr": "Horaire d’été", "en": "Summer hours", "de": "Sommerzeiten"}
    eve = {"nl": "Dag voor Kerstmis", "fr": "Veille de Noël", "en": "Christmas Eve", "de": "Heiligabend"}
    for year in (at.year, at.year + 1):
        save_own_day(opening, first=date(year, 12, 24), name=eve, slots=[["08:30", "12:00"]], by=None, at=at)
        season = Season(calendar=opening)
        week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), SUMMER_DAY)
        save_season(season, first=date(year, 7, 1), last=date(year, 8, 31), name=summer, week=week, by=None, at=at)
