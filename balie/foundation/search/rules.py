"""How what a person typed becomes a query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from balie.foundation.text.normalise import plain

MOST_WORDS = 8
LEAST_DIGITS = 3


@dataclass(frozen=True)
class Query:
    """`words`: plain words; `pieces`: what must occur in the keys as it is (digits of a number, parts of an address).

    `spoken`: all of it as words, for what people wrote with a number in it.
    """

    words: tuple[str, ...]
    pieces: tuple[str, ...]
    spoken: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.pieces


def prefix_terms(words: Sequence[str]) -> str:
    """A `to_tsquery` text: every word, the last one still being typed."""
    return " & ".join([*words[:-1], f"{words[-1]}:*"]) if words else ""


def read_query(typed: str) -> Query:
    """Words and pieces of what was typed, at most eight of each.

    The "(0)" of "+32 (0)470" is nobody's. A run of digits, however grouped ("0470 12 34", "1048-2231"), is one piece; a leading 0 or +32 goes,
    since numbers are kept internationally. A word with an @ is a piece too. Digits too few for a piece stay
    words beside others ("Kerkstraat 12"), alone they say nothing.
    """
    tokens = typed.replace("(0)", "").split()[:MOST_WORDS]
    pieces: list[str] = []
    run = ""
    for token in tokens:
        bare = token.strip("()").translate(str.maketrans("", "", "./-+"))
        if bare.isascii() and bare.isdigit():
            run += bare
            continue
        pieces, run = _with_run(pieces, run), ""
        if "@" in token and len(token) >= LEAST_DIGITS:
            pieces.append(token.casefold())
    pieces = _with_run(pieces, run)
    spoken = tuple(plain(" ".join(token for token in tokens if "@" not in token)).split())
    words = tuple(word for word in spoken if not word.isdigit() or (not pieces and len(word) < LEAST_DIGITS))[:MOST_WORDS]
    return Query(words=() if all(word.isdigit() for word in words) else words, pieces=tuple(pieces), spoken=spoken[:MOST_WORDS])


def _with_run(pieces: list[str], run: str) -> list[str]:
    trunk = run.removeprefix("00").lstrip("0") if run.startswith("0") else run
    return [*pieces, trunk] if len(trunk) >= LEAST_DIGITS else pieces
