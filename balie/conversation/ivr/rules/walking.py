"""The way of one caller through an outline: what a key, or silence, makes of it. Pure."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from balie.conversation.ivr.rules.outline import LAST, Kind, Line, after, choices_of, chosen, index_of, question_of, silent, silent_choice

MOST_TRIES = 3
MOST_STEPS = 100  # of one call: who asks for ever to hear it again is helped all the same
END_OF_NUMBER = "#"
LONGEST_NUMBER = 18


class Heard(enum.StrEnum):
    """What is said before the step: nothing, that the key is no choice, or that the number cannot be right."""

    NOTHING = ""
    NO_CHOICE = "no-choice"
    WRONG_NUMBER = "wrong-number"


@dataclass(frozen=True)
class Standing:
    """Where a caller stands: at the line `at`, with the digits `typed` so far, for the how manieth time."""

    at: str
    typed: str = ""
    tries: int = 1
    steps: int = 1


@dataclass(frozen=True)
class Turn:
    """Where the caller stands now, None when the outline has run out, and what came of it.

    `is_typing`: nothing is said, the next digit is waited for.
    """

    standing: Standing | None
    heard: Heard = Heard.NOTHING
    choice: Line | None = None
    language: str = ""
    number: str = ""
    is_typing: bool = False


def begin(lines: Sequence[Line]) -> Standing | None:
    return _come_to(lines, 0 if lines else None, steps=0)


def press(lines: Sequence[Line], standing: Standing, key: str, *, is_right: Callable[[str], bool]) -> Turn:
    """A key was pressed. `is_right` knows a customer number by its digits."""
    at = index_of(lines, standing.at)
    line = lines[at]
    if line.kind == Kind.CUSTOMER:
        return _type(lines, standing, key, is_right)
    if line.kind == Kind.LANGUAGE:
        return _choose_language(lines, standing, key)
    if line.kind != Kind.ASK:
        return Turn(standing, is_typing=True)
    found = next((each for each in choices_of(lines, at) if lines[each].key == key), None)
    if found is None:
        return _once_more(lines, standing, Heard.NO_CHOICE)
    return Turn(_come_to(lines, chosen(lines, found), steps=standing.steps), choice=lines[found])


def hear(lines: Sequence[Line], standing: Standing, *, is_right: Callable[[str], bool]) -> Turn:
    """All was said, and nothing (more) pressed in the time there was."""
    line = lines[index_of(lines, standing.at)]
    if line.kind == Kind.SAY:
        return Turn(_come_to(lines, after(lines, index_of(lines, standing.at)), steps=standing.steps))
    if line.kind == Kind.CUSTOMER and standing.typed:
        return _take_number(lines, standing, is_right)
    return _once_more(lines, standing, Heard.NOTHING)


def _type(lines: Sequence[Line], standing: Standing, key: str, is_right: Callable[[str], bool]) -> Turn:
    if key == END_OF_NUMBER:
        return _take_number(lines, standing, is_right) if standing.typed else _pass(lines, standing)
    if not key.isdigit() or len(standing.typed) >= LONGEST_NUMBER:
        return Turn(standing, is_typing=True)
    return Turn(replace(standing, typed=standing.typed + key), is_typing=True)


def _take_number(lines: Sequence[Line], standing: Standing, is_right: Callable[[str], bool]) -> Turn:
    if not is_right(standing.typed):
        return _once_more(lines, replace(standing, typed=""), Heard.WRONG_NUMBER)
    return replace(_pass(lines, standing), number=standing.typed)


def _choose_language(lines: Sequence[Line], standing: Standing, key: str) -> Turn:
    offered = dict(zip("123456789", lines[index_of(lines, standing.at)].languages, strict=False))
    if key not in offered:
        return _once_more(lines, standing, Heard.NO_CHOICE)
    return replace(_pass(lines, standing), language=offered[key])


def _once_more(lines: Sequence[Line], standing: Standing, heard: Heard) -> Turn:
    """The same step again; after the third time on, as who presses nothing."""
    if standing.tries < MOST_TRIES:
        return Turn(replace(standing, tries=standing.tries + 1, steps=standing.steps + 1), heard)
    return _pass(lines, standing)


def _pass(lines: Sequence[Line], standing: Standing) -> Turn:
    at = index_of(lines, standing.at)
    choice = silent_choice(lines, at) if lines[at].kind == Kind.ASK else None
    reached = _come_to(lines, silent(lines, at), steps=standing.steps)
    return Turn(reached, choice=None if choice is None else lines[choice])


def _come_to(lines: Sequence[Line], at: int | None, *, steps: int) -> Standing | None:
    """Past `again` to its question; who has come too far is let go of."""
    if at is not None and lines[at].kind == Kind.AGAIN:
        at = question_of(lines, at)
    if at is None or (steps >= MOST_STEPS and lines[at].kind not in LAST):
        return None
    return Standing(lines[at].id, steps=steps + 1)
