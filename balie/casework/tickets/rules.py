"""Pure rules of tickets: priority, states, who takes part, what closing takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

DEFAULT_MATRIX: Mapping[tuple[int, int], int] = {
    (1, 1): 1,
    (1, 2): 2,
    (1, 3): 3,
    (2, 1): 2,
    (2, 2): 3,
    (2, 3): 4,
    (3, 1): 3,
    (3, 2): 4,
    (3, 3): 4,
}
OPEN = frozenset({"new", "open", "customer", "third"})
WAITING = frozenset({"customer", "third"})
LEAST_REASON = 3
# So long before a wait ends its owner is reminded of it.
REMINDED_BEFORE = timedelta(minutes=30)
LONGEST_TAG = 40
MOST_TAGS = 12


def priority_of(matrix: Mapping[tuple[int, int], int], *, urgency: int, impact: int) -> int:
    """The priority (1 most pressing … 4) of `urgency` × `impact` (1 high … 3 low); the default's where the matrix is silent."""
    return matrix.get((urgency, impact), DEFAULT_MATRIX[urgency, impact])


def state_after_customer(state: str) -> str:
    """What a word from the customer makes of the state: everything asks for work again, a new ticket stays new."""
    return state if state == "new" else "open"


def state_after_answer(state: str) -> str:
    """A new ticket that was answered is under treatment; any other stays what it was."""
    return "open" if state == "new" else state


def team_after_take(team_id: int | None, *, team_ids: Sequence[int], is_everywhere: bool) -> int | None:
    """The team of a ticket somebody took: the taker's first one, unless it is among theirs or they work for all of them."""
    if team_id in team_ids or not team_ids or (is_everywhere and team_id is not None):
        return team_id
    return team_ids[0]


def wakes(state: str, wake_at: datetime | None, *, at: datetime) -> bool:
    """Whether a waiting ticket must ask for attention again."""
    return state in WAITING and wake_at is not None and wake_at <= at


def clean_tags(tags: list[str]) -> list[str]:
    """Tags as kept: lower case, words joined by dashes, each once, in order, at most twelve of forty characters."""
    neat = ["-".join(tag.casefold().replace("#", " ").split())[:LONGEST_TAG] for tag in tags]
    return list(dict.fromkeys(tag for tag in neat if tag))[:MOST_TAGS]
