"""A ledger to look at and to read: parts of a bar, each with its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balie.foundation.text.labels import Label
from balie.foundation.ui.relative import to_the_minute
from balie.records.sla.rules import CLOSED, COUNTED, PAUSED, Entry

WIDTH = 1000
WHY: Mapping[str, str | Promise] = {
    COUNTED: gettext_lazy("counted"),
    PAUSED: gettext_lazy("paused"),
    CLOSED: gettext_lazy("closed"),
}


@dataclass(frozen=True)
class Part:
    """`at` and `width` in thousandths of the bar."""

    at: float
    width: float
    why: str
    words: str
    when: str
    note: str


@dataclass(frozen=True)
class Picture:
    parts: list[Part]
    due: float | None
    due_words: str


def draw(entries: Sequence[Entry], *, due: datetime | None, zone: ZoneInfo, reasons: Mapping[str, str] | None = None) -> Picture:
    """The ledger in the zone of its calendar; `reasons` are the words of the codes that paused it."""
    start, end = (entries[0].start, entries[-1].end) if entries else (due, due)
    length = (end - start) if start and end else timedelta()

    def share(span: timedelta) -> float:
        return round(span / length * WIDTH, 2) if length else 0

    parts = [
        Part(
            share(each.start - entries[0].start), share(each.length), each.why, _words(each), _when(each, zone), _note(each, reasons or {})
        )
        for each in entries
    ]
    inside = start and due and end and start <= due <= end
    return Picture(parts, share(due - start) if inside and due and start else None, _due_words(due, zone))


def _words(entry: Entry) -> str:
    return f"{WHY[entry.why]}, {to_the_minute(entry.length)}" if entry.length >= timedelta(minutes=1) else str(WHY[entry.why])


def _when(entry: Entry, zone: ZoneInfo) -> str:
    start, end = entry.start.astimezone(zone), entry.end.astimezone(zone)
    until = date_format(end, "TIME_FORMAT") if start.date() == end.date() else _moment(end)
    return f"{_moment(start)} – {until}"


def _note(entry: Entry, reasons: Mapping[str, str]) -> str:
    return ", ".join([*(reasons.get(code, code) for code in entry.reasons if code), *(str(Label(name)) for name in entry.names)])


def _due_words(due: datetime | None, zone: ZoneInfo) -> str:
    return _("Due %(moment)s") % {"moment": _moment(due.astimezone(zone))} if due else _("Paused: no due time until it goes on.")


def _moment(local: datetime) -> str:
    return date_format(local, "D ") + date_format(local, "SHORT_DATETIME_FORMAT")
