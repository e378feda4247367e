"""Which words of a text are looked for, and which of what was found is worth a place. No Django, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

MOST_WORDS = 24  # the last of a long text: what is written about now
LEAST_WORDS = 2
LEAST_LETTERS = 3
MOST, MOST_OF_A_KIND = 6, 3
LEAST_BESIDE_BEST = 0.5  # of its kind
LEAST_SHARE = 0.15  # of what all the words say


def asked_in(text: str) -> str:
    """The last 24 words, without numbers and addresses, which say who and not what; empty while there are fewer than two worth looking for."""
    words = [word for word in text.split() if not any(letter.isdigit() or letter == "@" for letter in word)][-MOST_WORDS:]
    telling = [word for word in words if sum(letter.isalpha() for letter in word) >= LEAST_LETTERS]
    return " ".join(words) if len(telling) >= LEAST_WORDS else ""


def worth_showing(shares: Mapping[int, float]) -> list[int]:
    """Of one kind, id → how much of what was written it answers: the best first, without those far behind it or that say next to nothing."""
    best = max(shares.values(), default=0.0)
    kept = [key for key, share in shares.items() if share >= max(LEAST_SHARE, LEAST_BESIDE_BEST * best)]
    return sorted(kept, key=lambda key: -shares[key])


def shared_out(counts: Sequence[int]) -> list[int]:
    """How many of each kind are shown, of so many that there are: at most three each and six together, one of each before two of any."""
    given = [0] * len(counts)
    for _round in range(MOST_OF_A_KIND):
        for at, count in enumerate(counts):
            if given[at] < min(count, _round + 1) and sum(given) < MOST:
                given[at] += 1
    return given
