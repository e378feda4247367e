"""The words of articles: in every language as they are now, in the reader's, and in their versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.models import Translation
from balie.foundation.text.rich import plain_of
from balie.records.knowledge.models import Article
from balie.records.knowledge.rules import Piece, differences

VARIANTS = ("plain", "expert")


@dataclass(frozen=True)
class Said:
    """An article in one language: cleaned HTML. `version` is that of its plain text; `is_outdated`: another language changed since."""

    language: str
    title: str
    plain: str
    expert: str
    version: int
    is_outdated: bool


@dataclass(frozen=True)
class Version:
    """One version of a variant in one language: who wrote it, and what it changed of the one before."""

    number: int
    variant: str
    title: str
    at: datetime
    by: str
    pieces: Sequence[Piece]


def said_in(article: Article) -> dict[str, Said]:
    """Language → the words as they are now, in our order, in one query."""
    rows = Translation.objects.filter(text__in=_texts(article), version=F("text__version"))
    held = {(row.text_id, row.language): row for row in rows}
    return {code: said for code in LANGUAGES if (said := _said(article, code, held)) is not None}


def best_said(editions: dict[str, Said], language: str) -> Said:
    """In the language asked, else in the first there is."""
    return editions.get(language) or next(iter(editions.values()))


def said_then(article: Article, language: str, variant: str, version: int) -> Translation | None:
    """The words of one version, as they were told."""
    text_id = article.expert_id if variant == "expert" else article.plain_id
    return Translation.objects.filter(text=text_id, version=version, language=language).first()


def versions_of(article: Article, language: str, *, most: int = 50) -> list[Version]:
    """The versions in which the words of this language changed, newest first."""
    rows = list(
        Translation.objects.filter(text__in=_texts(article), language=language).select_related("written_by").order_by("text_id", "version")
    )
    found: list[Version] = []
    for variant, text_id in (("plain", article.plain_id), ("expert", article.expert_id)):
        before = ""
        for row in rows:
            if row.text_id != text_id or (now := _lines(row)) == before:
                continue
            by = row.written_by.name if row.written_by else ""
            found.append(Version(row.version, variant, row.title, row.written_at, by, differences(before, now)))
            before = now
    return sorted(found, key=lambda each: (each.at, each.number), reverse=True)[:most]


def _texts(article: Article) -> list[int]:
    return [pk for pk in (article.plain_id, article.expert_id) if pk is not None]


def _said(article: Article, code: str, held: dict[tuple[int, str], Translation]) -> Said | None:
    plain = held.get((article.plain_id, code))
    if plain is None:
        return None
    expert = held.get((article.expert_id or 0, code))
    is_outdated = any(each is not None and each.state == Translation.State.OUTDATED for each in (plain, expert))
    return Said(code, plain.title, plain.body, expert.body if expert else "", plain.version, is_outdated)


def _lines(row: Translation) -> str:
    return f"{row.title}\n\n{plain_of(row.body)}" if row.body else ""
