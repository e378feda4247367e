"""Reads of texts."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F

from balie.foundation.text.labels import LANGUAGES, Label
from balie.foundation.text.models import Text, Translation


@dataclass(frozen=True)
class Words:
    """A text in the language asked, or in `language` when that one is missing."""

    key: str
    name: Label
    language: str
    title: str
    body: str


def texts_of(kind: str, *, language: str) -> list[Words]:
    """The current texts of `kind`, each in `language` or the next best, sorted by name as shown."""
    rows = (
        Translation.objects.filter(text__kind=kind, text__is_retired=False, version=F("text__version"))
        .select_related("text")
        .order_by("text_id")
    )
    best: dict[int, Translation] = {}
    for row in rows:
        held = best.get(row.text_id)
        if held is None or _rank(row.language, language) < _rank(held.language, language):
            best[row.text_id] = row
    found = [Words(row.text.key, row.text.name, row.language, row.title, row.body) for row in best.values()]
    return sorted(found, key=lambda words: str(words.name).casefold())


def find_text(kind: str, key: str, *, language: str) -> Words | None:
    return next((words for words in texts_of(kind, language=language) if words.key == key), None)


def versions_of(text: Text) -> list[Translation]:
    """Every version, newest first, languages in our order."""
    return sorted(text.translations.all(), key=lambda row: (-row.version, LANGUAGES.index(row.language)))


def _rank(language: str, wanted: str) -> int:
    return -1 if language == wanted else LANGUAGES.index(language)
