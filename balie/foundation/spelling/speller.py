"""Spelling in one process: the dictionaries of the four languages, each read when it is first asked."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from hunspell import Hunspell

from balie.foundation.spelling.rules import LANGUAGES, best_language, nearest

DICTIONARIES = Path(__file__).parent / "dictionaries"
MOST_BETTER = 3
SECONDS_A_WORD = 0.15  # of looking for what was meant
SAMPLE = 60  # words tell which language it is


def check(words: Sequence[str], preferred: str) -> tuple[str, dict[str, list[str]]]:
    """The language the words are of, and each that is wrong in it with what may have been meant."""
    sample = words[-SAMPLE:]
    known = {language: sum(_is_right(word, language) for word in sample) for language in LANGUAGES}
    language = best_language(known, preferred)
    return language, {word: better(word, language) for word in words if not _is_right(word, language)}


def better(word: str, language: str) -> list[str]:
    """At most three words of the language near this one, the likeliest first."""
    found: list[str] = []
    end = time.monotonic() + SECONDS_A_WORD
    for other in nearest(word, language):
        if len(found) == MOST_BETTER or time.monotonic() > end:
            break
        if _dictionary(language).spell(other):
            found.append(other)
    return found


def _is_right(word: str, language: str) -> bool:
    return bool(_dictionary(language).spell(word))


@cache
def _dictionary(language: str) -> Hunspell:
    return Hunspell(language, hunspell_data_dir=str(DICTIONARIES), system_encoding="utf-8")
