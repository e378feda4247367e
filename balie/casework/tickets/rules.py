"""Pure rules of tickets: priority, states, who takes part, what closing takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor

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
MOST_PRESSING = 1
OPEN = frozenset({"new", "open", "customer", "third"})
WAITING = frozenset({"customer", "third"})
WORKABLE = OPEN - WAITING
# What a wait holds of the promises, where its reason says nothing else.
PAUSES: Mapping[str, tuple[str, ...]] = {"customer": ("update", "solution"), "third": ()}
LEAST_REASON = 3
# So long before a wait ends its owner is reminded of it.
REMINDED_BEFORE = timedelta(minutes=30)
# A link to say how satisfied one is works so long.
SURVEY_FOR = timedelta(days=14)
SCORES = (1, 2, 3, 4, 5)
RESULT, CAUSE, TOLD, STEPS = "result", "cause", "told", "steps"
LONGEST_TAG = 40
HOUR = 3600
# By so much a ticket goes before one of normal priority that is due at the same moment.
HEAD_STARTS: Mapping[int, int] = {1: 8 * HOUR, 2: 2 * HOUR, 3: 0, 4: -4 * HOUR}
# Without a promise: so long after the customer last asked, or it was opened, it should be begun.
PATIENCE: Mapping[int, int] = {1: 1 * HOUR, 2: 8 * HOUR, 3: 24 * HOUR, 4: 72 * HOUR}
MOST_TAGS = 12


def priority_of(matrix: Mapping[tuple[int, int], int], *, urgency: int, impact: int, is_vip: bool = False, is_major: bool = False) -> int:
    """The priority (1 most pressing … 4) of `urgency` × `impact` (1 high … 3 low); the default's where the matrix is silent.

    One more pressing for a customer who goes before; a major incident is the most pressing there is.
    """
    if is_major:
        return MOST_PRESSING
    priority = matrix.get((urgency, impact), DEFAULT_MATRIX[urgency, impact])
    return max(MOST_PRESSING, priority - 1) if is_vip else priority


def raised(matrix: Mapping[tuple[int, int], int], *, urgency: int, impact: int) -> tuple[int, int] | None:
    """The (urgency, impact) that give the next more pressing priority there is, by as few grades as can be, the urgency first.

    None when no grades give one.
    """
    now = priority_of(matrix, urgency=urgency, impact=impact)
    higher = [(row, column) for row in range(urgency, 0, -1) for column in range(impact, 0, -1)]
    better = [cell for cell in higher if priority_of(matrix, urgency=cell[0], impact=cell[1]) < now]

    def cost(cell: tuple[int, int]) -> tuple[int, int, int]:
        priority = priority_of(matrix, urgency=cell[0], impact=cell[1])
        return (-priority, urgency - cell[0] + impact - cell[1], impact - cell[1])

    return min(better, key=cost, default=None)


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


def work_order(state: str, priority: int, *, due_at: datetime | None, answer_due_since: datetime | None, opened_at: datetime) -> int | None:
    """The moment (seconds since 1970) the ticket should be begun by, the lowest first; None when it asks for no work now.

    The earliest promise less a head start by priority: among equals the slack decides, and since everybody's clock runs alike the order
    of two tickets never changes by waiting. So it can be kept in an index, and nobody starves: whatever is opened more than the longest
    promise and head start later comes after.
    """
    if state not in WORKABLE:
        return None
    if due_at is not None:
        return floor(due_at.timestamp()) - HEAD_STARTS.get(priority, 0)
    return floor((answer_due_since or opened_at).timestamp()) + PATIENCE.get(priority, 0)


def shares(count: int, places: int) -> list[int]:
    """For each of `count` things in order the place (0 …) it goes to: evenly, nobody more than one above another."""
    return [at % places for at in range(count)]


def wakes(state: str, wake_at: datetime | None, *, at: datetime) -> bool:
    """Whether a waiting ticket must ask for attention again."""
    return state in WAITING and wake_at is not None and wake_at <= at


@dataclass(frozen=True)
class Closing:
    """What must be there before a ticket is solved or closed, and how long a customer's mail opens it again; None: always."""

    result: bool = True
    cause: bool = False
    told: bool = False
    steps: bool = True
    reopen_days: int | None = None


def closing_of(known: Mapping[int | None, Closing], branch: Sequence[int]) -> Closing:
    """The rule of the nearest category of `branch` (its own first), else the one for all (None), else the usual one."""
    return next((known[each] for each in (*branch, None) if each in known), Closing())


def lacking(asks: Closing, *, has_result: bool, has_cause: bool, is_told: bool, open_steps: int) -> tuple[str, ...]:
    """What is asked and not there, in the order it is put right: result, cause, told, steps."""
    there = {RESULT: has_result, CAUSE: has_cause, TOLD: is_told, STEPS: not open_steps}
    asked = {RESULT: asks.result, CAUSE: asks.cause, TOLD: asks.told, STEPS: asks.steps}
    return tuple(each for each in there if asked[each] and not there[each])


def is_told(*, told_at: datetime | None, waits_since: datetime | None, noted_at: datetime | None) -> bool:
    """Whether the customer heard from us since they last said something: written to, or spoken to at `noted_at`."""
    if waits_since is None:
        return told_at is not None or noted_at is not None
    return any(heard is not None and heard >= waits_since for heard in (told_at, noted_at))


def opens_again(ended_at: datetime | None, reopen_days: int | None, *, at: datetime) -> bool:
    """Whether a customer's word at `at` opens a ticket that ended then again; else it makes a follow-up."""
    return ended_at is None or reopen_days is None or at - ended_at <= timedelta(days=reopen_days)


def may_ask(last_asked_at: datetime | None, quiet_days: int, *, at: datetime) -> bool:
    """Whether a customer who was last asked then may be asked how satisfied they are."""
    return last_asked_at is None or at - last_asked_at >= timedelta(days=quiet_days)


def clean_tags(tags: list[str]) -> list[str]:
    """Tags as kept: lower case, words joined by dashes, each once, in order, at most twelve of forty characters."""
    neat = ["-".join(tag.casefold().replace("#", " ").split())[:LONGEST_TAG] for tag in tags]
    return list(dict.fromkeys(tag for tag in neat if tag))[:MOST_TAGS]
