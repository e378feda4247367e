"""The directory as its reader may see it: by name, by words, and what suits a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone

from balie.access.accounts.models import User
from balie.foundation.errors import NotFound
from balie.foundation.search.queries import candidates
from balie.foundation.text.labels import Label
from balie.records.directory.hours import Opening, openings_of
from balie.records.directory.models import Entry
from balie.records.directory.rules import Suits, is_gone, suits
from balie.records.taxonomy.models import Category, Purpose
from balie.records.taxonomy.queries import category_line

PAGE, MOST_SUITED, MOST_WEIGHED = 50, 6, 200
# What the search knows an entry by: a document a language, with room for so many.
KIND, ROOM = "directory", 8


@dataclass(frozen=True)
class EntryLine:
    """An entry in the reader's language. `suits`: how it suits the question it was found for, None when found by its words."""

    id: int
    name: str
    sorts_as: str
    is_person: bool
    is_inside: bool
    place: str
    takes: str
    how: str
    languages: list[str]
    categories: list[str]
    purposes: list[str]
    phone: str
    mail: str
    website: str
    address: str
    opening: Opening
    last_on: date | None
    is_gone: bool
    instead_id: int | None
    instead: str
    changed_at: datetime
    version: int
    suits: Suits | None = None


@dataclass(frozen=True)
class Filters:
    """Which entries a list shows."""

    typed: str = ""
    category: int | None = None
    place: str = ""
    language: str = ""
    is_gone: bool = False


@dataclass(frozen=True)
class Question:
    """What somebody is looked for: the words are the customer's or our own of it."""

    category: int | None = None
    purpose: int | None = None
    language: str = "nl"
    words: str = ""


def entries_for(viewer: User, filters: Filters, *, at: datetime, after: tuple[str, int] | None = None) -> list[EntryLine]:
    """A page by name, one more than `PAGE` where there are more; by words the best first."""
    rows = _narrowed(Entry.objects.visible_to(viewer), filters, timezone.localdate(at))
    if filters.typed:
        return _in_order(rows, _hits(filters.typed, PAGE), at=at)
    if after is not None:
        name, pk = after
        rows = rows.filter(Q(sorts_as__gt=name) | Q(sorts_as=name, pk__gt=pk))
    return _lines(_described(rows).order_by("sorts_as", "pk")[: PAGE + 1], at=at)


def find_entry(viewer: User, pk: int) -> Entry:
    """Raises `NotFound`."""
    found = _described(Entry.objects.visible_to(viewer).filter(pk=pk)).first()
    if found is None:
        raise NotFound()
    return found


def line_of(entry: Entry, *, at: datetime) -> EntryLine:
    """As `find_entry` gave it."""
    return _lines([entry], at=at)[0]


def lines_of(viewer: User, ids: Sequence[int], *, at: datetime) -> dict[int, EntryLine]:
    """Entry → its line, of those the viewer may see."""
    return {line.id: line for line in _lines(_described(Entry.objects.visible_to(viewer).filter(pk__in=ids)), at=at)}


def suited(viewer: User, question: Question, *, at: datetime, most: int = MOST_SUITED) -> list[EntryLine]:
    """Who takes the question: by its category and purpose, the best suited first; without a category what its words find."""
    standing = _standing(Entry.objects.visible_to(viewer), timezone.localdate(at))
    if question.category is not None:
        return _by_category(standing, question, at=at)[:most]
    words = question.words[:200].strip()
    return _in_order(standing, _hits(words, most), at=at) if words else []


def offered_instead(viewer: User, *, today: date, keep: int | None = None) -> list[tuple[int, str]]:
    """Who can be named where another is gone."""
    return [
        (row.pk, str(row)) for row in _standing(Entry.objects.visible_to(viewer), today).exclude(pk=keep or 0).order_by("sorts_as", "pk")
    ]


def _by_category(rows: QuerySet[Entry], question: Question, *, at: datetime) -> list[EntryLine]:
    line = category_line(question.category or 0)
    takers = list(_described(rows.filter(categories__in=line)).distinct()[:MOST_WEIGHED])
    openings = openings_of(takers, at=at)
    weighed = [
        (rank, entry)
        for entry in takers
        if (
            rank := suits(
                takes_categories=vars(entry)["category_ids"],
                takes_purposes=vars(entry)["purpose_ids"],
                speaks=entry.languages,
                is_open=openings[entry.pk].is_open,
                category_line=line,
                purpose=question.purpose,
                language=question.language,
            )
        )
    ]
    weighed.sort(key=lambda pair: (pair[0], pair[1].sorts_as, pair[1].pk))
    return [_line(entry, openings[entry.pk], timezone.localdate(at), rank) for rank, entry in weighed]


def _hits(typed: str, most: int) -> list[int]:
    """Entries that were found by words, the best first, whoever may see them."""
    ranks = candidates(typed, kinds=(KIND,))
    best = sorted(ranks, key=lambda each: -ranks[each])
    return list(dict.fromkeys(document // ROOM for _kind, document in best))[:most]


def _in_order(rows: QuerySet[Entry], ids: Sequence[int], *, at: datetime) -> list[EntryLine]:
    found = {line.id: line for line in _lines(_described(rows.filter(pk__in=ids)), at=at)}
    return [found[pk] for pk in ids if pk in found]


def _standing(rows: QuerySet[Entry], today: date) -> QuerySet[Entry]:
    return rows.filter(Q(last_on=None) | Q(last_on__gte=today))


def _narrowed(rows: QuerySet[Entry], filters: Filters, today: date) -> QuerySet[Entry]:
    rows = rows.filter(last_on__lt=today) if filters.is_gone else _standing(rows, today)
    if filters.category is not None:
        rows = rows.filter(categories=filters.category)
    if filters.place:
        rows = rows.filter(place=filters.place)
    if filters.language:
        rows = rows.filter(languages__contains=[filters.language])
    return rows


def _described(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """With all a line tells, in the same query."""
    categories = Category.objects.filter(entries=OuterRef("pk")).order_by("position", "pk")
    purposes = Purpose.objects.filter(pk__in=Entry.purposes.through.objects.filter(entry=OuterRef(OuterRef("pk"))).values("purpose"))
    return rows.select_related("calendar", "instead").annotate(
        category_ids=ArraySubquery(categories.values("pk")),
        category_names=ArraySubquery(categories.values("name")),
        purpose_ids=ArraySubquery(purposes.order_by("position", "pk").values("pk")),
        purpose_names=ArraySubquery(purposes.order_by("position", "pk").values("name")),
    )


def _lines(rows: QuerySet[Entry] | Sequence[Entry], *, at: datetime) -> list[EntryLine]:
    found = list(rows)
    openings = openings_of(found, at=at)
    return [_line(entry, openings[entry.pk], timezone.localdate(at)) for entry in found]


def _line(entry: Entry, opening: Opening, today: date, rank: Suits | None = None) -> EntryLine:
    told = vars(entry)
    return EntryLine(
        id=entry.pk,
        name=str(entry.name),
        sorts_as=entry.sorts_as,
        is_person=entry.is_person,
        is_inside=entry.place == Entry.Place.INSIDE,
        place=str(entry.get_place_display()),
        takes=str(entry.takes),
        how=str(entry.how),
        languages=list(entry.languages),
        categories=[str(Label(name)) for name in told["category_names"]],
        purposes=[str(Label(name)) for name in told["purpose_names"]],
        phone=entry.phone,
        mail=entry.mail,
        website=entry.website,
        address=entry.address,
        opening=opening,
        last_on=entry.last_on,
        is_gone=is_gone(entry.last_on, today),
        instead_id=entry.instead_id,
        instead=str(entry.instead) if entry.instead else "",
        changed_at=entry.changed_at,
        version=entry.version,
        suits=rank,
    )
