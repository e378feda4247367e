"""Filters said in words: "open van Peeters vorige maand" in Dutch, French, English or German. No Django, no clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST = 1_000  # characters, as the search reads
LONGEST_NAME = 3  # words
LONGEST_PHRASE = (3, 2, 1)  # words, the longest first
_WORD = re.compile(r"[^\s,;]+")


class Kind(StrEnum):
    STATE = "state"
    PERIOD = "period"
    WHOSE = "whose"


class State(StrEnum):
    OPEN = "open"
    DONE = "done"


class Period(StrEnum):
    TODAY = "today"
    YESTERDAY = "yesterday"
    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"


@dataclass(frozen=True)
class Filter:
    """One filter as it was `said`: `value` is a `State`, a `Period`, or a name."""

    kind: Kind
    value: str
    said: str


@dataclass(frozen=True)
class Narrowed:
    """What was typed: its filters, at most one of each kind, and the other words."""

    filters: tuple[Filter, ...]
    words: str

    def value(self, kind: Kind) -> str:
        return next((each.value for each in self.filters if each.kind == kind), "")

    @property
    def is_narrowed(self) -> bool:
        """Whether there is something to narrow: words, or whose it is; "open" alone is a word like another."""
        return bool(self.filters) and bool(self.words or self.value(Kind.WHOSE))


@dataclass(frozen=True)
class _Found:
    """A filter in the words from `start` up to `end`."""

    kind: Kind
    value: str
    start: int
    end: int


def read_filters(typed: str, *, but: Collection[str] = ()) -> Narrowed:
    """The filters in it and the rest, in its order; those of the kinds `but` are read as ordinary words.

    A name follows "van", "de", "from" or "von" and begins with a capital, or stands alone beside another filter.
    """
    words = _WORD.findall(typed[:LONGEST])
    plain = [word.casefold().replace("’", "'").strip(".:?!") for word in words]
    found = [each for each in _said_in(plain) if each.kind not in but]
    name = _whose(words, plain, found) if found and Kind.WHOSE not in but else None
    found = [*found, *([name] if name else [])]
    taken = {at for each in found for at in range(each.start, each.end)} | _leading(plain, found)
    filters = tuple(_as_filter(each, words) for each in sorted(found, key=lambda each: each.start))
    return Narrowed(filters, " ".join(word for at, word in enumerate(words) if at not in taken))


def days_of(period: Period, today: date) -> tuple[date, date]:
    """Its first day and the day after its last; a week begins on Monday."""
    return _DAYS[period](today)


def _said_in(plain: list[str]) -> Iterator[_Found]:
    """The first of each kind, the longest phrase first."""
    seen: set[Kind] = set()
    at = 0
    while at < len(plain):
        size = next((size for size in LONGEST_PHRASE if tuple(plain[at : at + size]) in _PHRASES), 1)
        match = _PHRASES.get(tuple(plain[at : at + size]))
        if match and match[0] not in seen:
            seen.add(match[0])
            yield _Found(*match, at, at + size)
        at += size


def _whose(words: list[str], plain: list[str], found: list[_Found]) -> _Found | None:
    """The name after one of the little words, up to the next filter."""
    taken = {at for each in found for at in range(each.start, each.end)}
    for at, word in enumerate(plain):
        if at in taken or word not in _OF:
            continue
        end = at + 1
        while end < len(words) and end not in taken and end - at <= LONGEST_NAME:
            end += 1
        name = words[at + 1 : end]
        is_alone = len(taken) + (end - at) == len(words)
        if name and (name[0][:1].isupper() or is_alone):
            return _Found(Kind.WHOSE, " ".join(name), at, end)
    return None


def _leading(plain: list[str], found: list[_Found]) -> set[int]:
    """The little word before a period ("van vorige maand") goes with it."""
    return {each.start - 1 for each in found if each.kind == Kind.PERIOD and each.start and plain[each.start - 1] in _BEFORE_PERIOD}


def _as_filter(found: _Found, words: list[str]) -> Filter:
    return Filter(found.kind, found.value, " ".join(words[found.start : found.end]))


def _month(day: date, months: int) -> date:
    """The first of the month so many months from that of `day`."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _week(day: date, weeks: int) -> date:
    return day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)


_DAYS: Mapping[Period, Callable[[date], tuple[date, date]]] = {
    Period.TODAY: lambda day: (day, day + timedelta(days=1)),
    Period.YESTERDAY: lambda day: (day - timedelta(days=1), day),
    Period.THIS_WEEK: lambda day: (_week(day, 0), _week(day, 1)),
    Period.LAST_WEEK: lambda day: (_week(day, -1), _week(day, 0)),
    Period.THIS_MONTH: lambda day: (_month(day, 0), _month(day, 1)),
    Period.LAST_MONTH: lambda day: (_month(day, -1), _month(day, 0)),
    Period.THIS_YEAR: lambda day: (date(day.year, 1, 1), date(day.year + 1, 1, 1)),
    Period.LAST_YEAR: lambda day: (date(day.year - 1, 1, 1), date(day.year, 1, 1)),
}
_OF = {"van", "de", "from", "by", "of", "von"}
_BEFORE_PERIOD = {"van", "in", "de", "du", "pendant", "from", "of", "von", "im", "aus", "sinds"}
_SAID: Mapping[State | Period, str] = {
    State.OPEN: "open openstaand openstaande ouvert ouverts ouverte ouvertes en_cours offen offene offenen offener offenes",
    State.DONE: "opgelost opgeloste gesloten afgesloten résolu résolus résolue résolues fermé fermés fermée fermées clôturé clôturés clôturée "
    "clôturées solved closed gelöst gelöste gelösten geschlossen geschlossene geschlossenen erledigt erledigte erledigten",
    Period.TODAY: "vandaag aujourd'hui today heute",
    Period.YESTERDAY: "gisteren hier yesterday gestern",
    Period.THIS_WEEK: "deze_week cette_semaine this_week diese_woche dieser_woche",
    Period.LAST_WEEK: "vorige_week la_semaine_dernière semaine_dernière la_semaine_passée semaine_passée last_week letzte_woche letzter_woche vorige_woche",
    Period.THIS_MONTH: "deze_maand ce_mois ce_mois-ci this_month diesen_monat dieser_monat diesem_monat",
    Period.LAST_MONTH: "vorige_maand le_mois_dernier mois_dernier le_mois_passé mois_passé last_month letzten_monat letzter_monat letztem_monat "
    "vorigen_monat",
    Period.THIS_YEAR: "dit_jaar cette_année this_year dieses_jahr diesem_jahr",
    Period.LAST_YEAR: "vorig_jaar l'année_dernière l'année_passée année_dernière last_year letztes_jahr letztem_jahr voriges_jahr",
}
_PHRASES: Mapping[tuple[str, ...], tuple[Kind, str]] = {
    tuple(phrase.split("_")): (Kind.STATE if isinstance(value, State) else Kind.PERIOD, value.value)
    for value, phrases in _SAID.items()
    for phrase in phrases.split()
}
