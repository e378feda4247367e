"""How what a person typed becomes a query."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from balie.foundation.text.normalise import plain

MOST_TYPED = 1_000  # characters: what is longer is a paste, and its beginning says what it is about
MOST_WORDS = 24
LEAST_DIGITS = 3


@dataclass(frozen=True)
class Number:
    """Digits as typed, in the `words` they were grouped in, and as one `piece` without trunk zero."""

    piece: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Query:
    """`words`: plain words; `numbers`: runs of digits; `addresses`: parts of a mail address.

    `spoken`: all of it as words in their order, for what people wrote with a number in it.
    """

    words: tuple[str, ...]
    numbers: tuple[Number, ...] = ()
    addresses: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()

    @property
    def pieces(self) -> tuple[str, ...]:
        """What must occur in the keys as it is."""
        return (*(number.piece for number in self.numbers), *self.addresses)

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.pieces


def prefix_terms(words: Sequence[str]) -> str:
    """A `to_tsquery` text: every word, the last one still being typed."""
    return " & ".join([*words[:-1], f"{words[-1]}:*"]) if words else ""


def read_query(typed: str) -> Query:
    """Words and pieces of what was typed, at most 24.

    The "(0)" of "+32 (0)470" is nobody's. A run of digits, however grouped ("0470 12 34", "1048-2231"), is one piece; a leading 0 or +32 goes,
    since numbers are kept internationally. A word with an @ is a piece too. Digits too few for a piece stay
    words beside others ("Kerkstraat 12"), alone they say nothing.
    """
    tokens = unicodedata.normalize("NFKC", typed[:MOST_TYPED]).replace("(0)", "").split()[:MOST_WORDS]
    numbers = [number for run in _runs_of_digits(tokens) if (number := _number(run))]
    addresses = [token.casefold() for token in tokens if "@" in token and len(token) >= LEAST_DIGITS]
    spoken = tuple(plain(" ".join(token for token in tokens if "@" not in token)).split())[:MOST_WORDS]
    words = tuple(word for word in spoken if not word.isdigit() or (not numbers and not addresses and len(word) < LEAST_DIGITS))
    return Query(() if all(word.isdigit() for word in words) else words, tuple(numbers), tuple(addresses), spoken)


def _runs_of_digits(tokens: Sequence[str]) -> Iterator[list[str]]:
    for is_digits, run in groupby(tokens, key=lambda token: _is_digits(_bare(token))):
        if is_digits:
            yield list(run)


def _number(tokens: Sequence[str]) -> Number | None:
    run = "".join(_bare(token) for token in tokens)
    piece = without_trunk(run)
    return Number(piece, tuple(plain(" ".join(tokens)).split())) if len(piece) >= LEAST_DIGITS else None


def without_trunk(run: str) -> str:
    """`0470…` and `0032470…` as they are kept: without the zeros a number is dialled with."""
    return run.removeprefix("00").lstrip("0") if run.startswith("0") else run


def _bare(token: str) -> str:
    return token.strip("()").translate(_BETWEEN_DIGITS)


def _is_digits(token: str) -> bool:
    return token.isascii() and token.isdigit()


_BETWEEN_DIGITS = str.maketrans("", "", "./-+")
