"""What the ranking learns of what people did with a result: how much a deed says, of which words, and never more than so much."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from math import copysign, log1p

from balie.foundation.search.rules.clues import Clue, lesson_of

MOST_WORDS = 6  # of a long note the telling ones
TELLING = 0.5  # beside the word that says most
LEAST_TIMES, MOST_TIMES = -20, 200  # one who opens the same all day does not decide for everybody


class Deed(StrEnum):
    """What somebody did with a thing that was found."""

    OPENED = "opened"
    USED = "used"
    SOLVED = "solved"
    DISMISSED = "dismissed"


WORTH = {Deed.OPENED: 1, Deed.USED: 2, Deed.SOLVED: 3, Deed.DISMISSED: -2}


def taught_words(clues: Sequence[Clue]) -> list[str]:
    """The words a deed says something of: at most six, those first that documents have; never a number.

    Each says at least half of what the one says that says most. A word that no document has says most of all, and is what must be learned.
    """
    words = [clue for clue in clues if clue.forms and not any(letter.isdigit() for letter in lesson_of(clue))]
    most = max((clue.weight for clue in words if clue.documents), default=0.0)
    telling = sorted((clue for clue in words if clue.weight >= TELLING * most), key=lambda clue: (not clue.documents, -clue.weight))
    return list(dict.fromkeys(lesson_of(clue) for clue in telling))[:MOST_WORDS]


def times_after(times: int, deed: Deed) -> int:
    """How often a thing was taken for a word, with this deed; within bounds, whatever was there."""
    return max(LEAST_TIMES, min(MOST_TIMES, times + WORTH[deed]))


def boost(times: int) -> float:
    """What `times` says in the ranking: the more there were, the less one more says. As the statement in ranking.py works it out."""
    return copysign(log1p(abs(times)), times) if times else 0.0
