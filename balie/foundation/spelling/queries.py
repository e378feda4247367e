"""What is wrong in a text, and how well one types oneself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum

from balie.foundation.search.models import Word
from balie.foundation.spelling.guard import spelled
from balie.foundation.spelling.models import TypingDay
from balie.foundation.spelling.rules import LEAST_EASE, Typed, reading_ease, words_in
from balie.foundation.text.normalise import plain

LEAST_DOCUMENTS = 5  # a word that no dictionary has and that stands in so many is one of ours
DAYS = 30


@dataclass(frozen=True)
class Looked:
    """`wrong`: each word with what may have been meant. `ease` is None where it was not asked, or of too few words."""

    language: str
    wrong: list[tuple[str, list[str]]]
    words: int
    ease: float | None = None
    is_hard: bool = False


def look_at(text: str, *, language: str, reader: str = "") -> Looked:
    """The spelling of the text in the language it is in; for a `reader` (plain, expert) also how easily it reads. Raises `SpellingBusy`."""
    words = words_in(text)
    found, wrong = spelled(words, language)
    ours = _ours([word for word, better in wrong.items() if not better or word[:1].isupper()])
    left = [(word, better) for word, better in wrong.items() if word not in ours]
    ease = reading_ease(text, found) if reader in LEAST_EASE else None
    return Looked(found, left, len(words), ease, ease is not None and ease < LEAST_EASE[reader])


def typing_of(user: Any, *, today: date) -> Typed:
    """How the user typed in the last thirty days."""
    rows = TypingDay.objects.filter(user=user, on__gt=today - timedelta(days=DAYS))
    found = rows.aggregate(**{name: Sum(name, default=0) for name in ("keys", "corrected", "words", "wrong")})
    return Typed(**found)


def _ours(words: Sequence[str]) -> set[str]:
    """Those that our own documents have often: names of people, places and products."""
    if not words:
        return set()
    by_plain = {plain(word): word for word in words}
    rows = Word.objects.filter(word__in=list(by_plain), documents__gte=LEAST_DOCUMENTS)
    return {by_plain[word] for word in rows.values_list("word", flat=True)}
