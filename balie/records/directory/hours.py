"""When entries are open, by a calendar of the house or by hours of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from balie.records.calendars.models import Calendar
from balie.records.calendars.queries import hours_of_each, hours_with
from balie.records.calendars.rules import Hours
from balie.records.catalogue.words import hours_words
from balie.records.directory.models import Entry


@dataclass(frozen=True)
class Opening:
    """Whether it is open, and in words until or from when; for hours that are not known `is_open` is None and `words` empty."""

    is_open: bool | None
    words: str


def openings_of(rows: Iterable[Entry], *, at: datetime) -> dict[int, Opening]:
    """Entry → its opening; two queries at most, however many there are. `calendar` comes with the rows."""
    entries = list(rows)
    calendars = {each.calendar.pk: each.calendar for each in entries if each.calendar}
    shared = hours_of_each(calendars.values()) if calendars else {}
    return {each.pk: _opening(_hours(each, shared), at) for each in entries}


def _hours(entry: Entry, shared: Mapping[int, Hours]) -> Hours | None:
    if entry.calendar_id is not None:
        return shared[entry.calendar_id]
    if not _has_own(entry):
        return None
    own = Calendar(zone=timezone.get_current_timezone_name(), week=entry.week, always=entry.always, holidays=entry.holidays)
    return hours_with(own, (), ())


def _has_own(entry: Entry) -> bool:
    return entry.calendar_id is None and (entry.always or any(entry.week.values()))


def _opening(hours: Hours | None, at: datetime) -> Opening:
    if hours is None:
        return Opening(None, "")
    words, is_open = hours_words(hours, at)
    return Opening(is_open, words)
