"""Words beside words: parts of a compound, two words as one, and how many slips lie between two spellings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

LINKS = ("", "s", "en", "n", "e", "er", "es")  # what Dutch and German put between the parts
LEAST_PART = 3
FARTHEST = 3  # "medewerker van de helpdesk"
FEW_WORDS = 8


def splits(word: str) -> Iterator[tuple[str, str]]:
    """Every way of reading the word as two parts, the link left off: "bestellingsnummer" → ("bestelling", "nummer") among others."""
    for at in range(LEAST_PART, len(word) - LEAST_PART + 1):
        left, right = word[:at], word[at:]
        for link in LINKS:
            if left.endswith(link) and len(left) - len(link) >= LEAST_PART:
                yield left[: len(left) - len(link)], right


def joins(words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Every way of writing two words that stand near one another as one, in both orders; with where the two stand."""
    farthest = FARTHEST if len(words) <= FEW_WORDS else 1
    for one, other in combinations(range(len(words)), 2):
        if other - one > farthest or min(len(words[one]), len(words[other])) < LEAST_PART:
            continue
        for first, second in ((one, other), (other, one)):
            for link in LINKS:
                yield words[first] + link + words[second], one, other


def slips(typed: str, meant: str) -> int:
    """How many letters were left out, added, taken for another or swapped with their neighbour (Damerau's distance, neighbours once)."""
    before: list[int] = []
    last = list(range(len(meant) + 1))
    for row, letter in enumerate(typed, 1):
        line = [row]
        for column, wanted in enumerate(meant, 1):
            least = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == meant[column - 2] and typed[row - 2] == wanted:
                least = min(least, before[column - 2] + 1)
            line.append(least)
        before, last = last, line
    return last[-1]


def most_slips(word: str) -> int:
    """In four letters one slip, in ten three: with more it may as well be another word."""
    return 1 if len(word) < 6 else 2 if len(word) < 10 else 3
