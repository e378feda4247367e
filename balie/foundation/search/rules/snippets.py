"""The piece of a text around what was looked for."""

from __future__ import annotations

from balie.foundation.search.rules.typed import read_query
from balie.foundation.text.normalise import one_line, plain

LONGEST = 160
LEAST_STEM = 4
SCANNED = 20_000


def snippet(text: str, typed: str) -> str:
    """At most 160 characters of `text`, from the place where most of the typed words stand near one another, whole words only."""
    line = one_line(text[:SCANNED])
    if len(line) <= LONGEST:
        return line
    words = line.split(" ")
    at = _densest(words, {_stem(word) for word in read_query(typed).spoken})
    begin, size = at, 0
    while at < len(words) and size + len(words[at]) + 1 <= LONGEST - 2:
        size += len(words[at]) + 1
        at += 1
    return ("… " if begin else "") + " ".join(words[begin:at]) + (" …" if at < len(words) else "")


def _densest(words: list[str], wanted: set[str]) -> int:
    """Where the run of about 20 words begins that has most of the wanted ones; a few words before the first of them."""
    hits = [at for at, word in enumerate(words) if any(part.startswith(tuple(wanted)) for part in plain(word).split())]
    if not hits:
        return 0
    first = max(hits, key=lambda at: (len({plain(words[hit]) for hit in hits if at <= hit < at + 20}), -at))
    return max(0, first - 3)


def _stem(word: str) -> str:
    """Enough for showing: the beginning, which inflected words have in common."""
    return word[: max(LEAST_STEM, len(word) - 2)]
