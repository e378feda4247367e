"""The outline of a menu: lines that are steps one after another, and under a question the choices with the steps of each. Pure.

A step that is done leads to the next line of its depth, or from the last under a choice to what follows the question. So an outline has
no jumps but one: `again`, back to the question that it stands under.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

KEYS = "0123456789*#"
MOST_LINES = 60
DEEPEST = 8


class Kind(enum.StrEnum):
    """What a line is."""

    LANGUAGE = "language"  # in which language the caller is served, by key
    SAY = "say"
    ASK = "ask"  # its choices stand under it
    CHOICE = "choice"
    CUSTOMER = "customer"  # the customer number, by keys
    AGAIN = "again"  # the question it stands under is asked anew
    QUEUE = "queue"
    VOICEMAIL = "voicemail"
    END = "end"


LAST = frozenset({Kind.QUEUE, Kind.VOICEMAIL, Kind.END})
SPOKEN = frozenset({Kind.SAY, Kind.ASK})


@dataclass(frozen=True, kw_only=True)
class Line:
    """`words` is what is said, by language, and of a choice what the operator reads; `key` of a choice is "" for whoever presses none.

    A choice may say for what `purpose` they ring and which `skill` (at `least` that level) they need; `languages` are offered by keys from 1.
    """

    id: str
    kind: Kind
    depth: int = 0
    key: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    purpose: int | None = None
    skill: int | None = None
    least: int = 1
    queue: int | None = None


class Fault(enum.StrEnum):
    """Why an outline cannot be used."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    PLACE = "place"  # a choice that stands under no question, or a step deeper than what it stands under
    NO_CHOICES = "no_choices"
    KEY = "key"  # none of a telephone's, or chosen twice
    LANGUAGES = "languages"  # fewer than two, or more than nine
    WORDS = "words"  # not in every language
    NO_QUEUE = "no_queue"
    AGAIN = "again"  # under no question
    ENDLESS = "endless"  # who presses nothing would hear it for ever
    DEAD_END = "dead_end"  # the outline runs out, and the caller is nowhere
    UNREACHED = "unreached"


@dataclass(frozen=True)
class Problem:
    """`line` is its id, "" for the outline; `languages` are those in which words are missing."""

    fault: Fault
    line: str = ""
    languages: tuple[str, ...] = ()


def index_of(lines: Sequence[Line], line_id: str) -> int:
    """Where the line stands. Raises `ValueError`."""
    return [line.id for line in lines].index(line_id)


def parent_of(lines: Sequence[Line], at: int) -> int | None:
    """The line that this one stands under."""
    return next((each for each in range(at - 1, -1, -1) if lines[each].depth < lines[at].depth), None)


def choices_of(lines: Sequence[Line], at: int) -> list[int]:
    """The choices of the question at `at`, in their order."""
    return [each for each in _under(lines, at) if lines[each].depth == lines[at].depth + 1]


def question_of(lines: Sequence[Line], at: int) -> int | None:
    """The question under which this line stands."""
    above = parent_of(lines, at)
    while above is not None and lines[above].kind != Kind.ASK:
        above = parent_of(lines, above)
    return above


def after(lines: Sequence[Line], at: int) -> int | None:
    """The step that follows when this one is done, or this choice has no steps; None when the outline runs out."""
    limit = lines[at].depth - (lines[at].kind == Kind.CHOICE)
    for each in range(at + 1, len(lines)):
        if lines[each].depth > limit:
            continue
        if lines[each].kind != Kind.CHOICE:
            return each
        limit = lines[each].depth - 1
    return None


def chosen(lines: Sequence[Line], at: int) -> int | None:
    """The first step of the choice at `at`."""
    has_steps = at + 1 < len(lines) and lines[at + 1].depth > lines[at].depth
    return at + 1 if has_steps else after(lines, at)


def silent_choice(lines: Sequence[Line], at: int) -> int | None:
    """The choice of whoever presses nothing at the question at `at`."""
    return next((each for each in choices_of(lines, at) if not lines[each].key), None)


def silent(lines: Sequence[Line], at: int) -> int | None:
    """Where the caller comes who presses nothing at this step, often enough."""
    line = lines[at]
    if line.kind == Kind.AGAIN:
        return question_of(lines, at)
    choice = silent_choice(lines, at) if line.kind == Kind.ASK else None
    return after(lines, at) if choice is None else chosen(lines, choice)


def problems(lines: Sequence[Line], *, languages: Sequence[str]) -> list[Problem]:
    """All that is wrong, in the order of the lines; what follows from a line in a wrong place is not told as well."""
    if not lines:
        return [Problem(Fault.EMPTY)]
    if len(lines) > MOST_LINES:
        return [Problem(Fault.TOO_LONG)]
    misplaced = [Problem(Fault.PLACE, lines[at].id) for at in range(len(lines)) if not _is_in_place(lines, at)]
    if misplaced:
        return misplaced
    found = [problem for at in range(len(lines)) for problem in (*_of_line(lines, at, languages), *_of_way(lines, at))]
    reached = _reached(lines)
    missed = [Problem(Fault.UNREACHED, line.id) for at, line in enumerate(lines) if at not in reached and line.kind != Kind.CHOICE]
    return found + missed


def _under(lines: Sequence[Line], at: int) -> Iterator[int]:
    for each in range(at + 1, len(lines)):
        if lines[each].depth <= lines[at].depth:
            return
        yield each


def _is_in_place(lines: Sequence[Line], at: int) -> bool:
    above, line = parent_of(lines, at), lines[at]
    if above is None:
        return line.depth == 0 and line.kind != Kind.CHOICE
    fits = lines[above].kind == (Kind.ASK if line.kind == Kind.CHOICE else Kind.CHOICE)
    return fits and line.depth == lines[above].depth + 1 and line.depth <= DEEPEST


def _of_line(lines: Sequence[Line], at: int, languages: Sequence[str]) -> Iterator[Problem]:
    line = lines[at]
    if line.kind in SPOKEN | {Kind.CHOICE}:
        missing = tuple(each for each in languages if not line.words.get(each, "").strip())
        if missing:
            yield Problem(Fault.WORDS, line.id, missing)
    if line.kind == Kind.QUEUE and line.queue is None:
        yield Problem(Fault.NO_QUEUE, line.id)
    if line.kind == Kind.LANGUAGE and not 2 <= len(set(line.languages)) <= 9:
        yield Problem(Fault.LANGUAGES, line.id)
    if line.kind == Kind.AGAIN and question_of(lines, at) is None:
        yield Problem(Fault.AGAIN, line.id)
    if line.kind == Kind.ASK:
        yield from _of_choices(lines, at)


def _of_choices(lines: Sequence[Line], at: int) -> Iterator[Problem]:
    choices = [lines[each] for each in choices_of(lines, at)]
    if not any(each.key for each in choices):
        yield Problem(Fault.NO_CHOICES, lines[at].id)
    seen: set[str] = set()
    for each in choices:
        if each.key in seen or len(each.key) > 1 or each.key not in KEYS:
            yield Problem(Fault.KEY, each.id)
        seen.add(each.key)


def _of_way(lines: Sequence[Line], at: int) -> Iterator[Problem]:
    """Whether who presses nothing from here on comes to an end."""
    line = lines[at]
    if line.kind in LAST or line.kind == Kind.CHOICE:
        return
    if line.kind == Kind.AGAIN:
        if _comes_back(lines, at):
            yield Problem(Fault.ENDLESS, line.id)
    elif any(each is None for each in _next(lines, at)):
        yield Problem(Fault.DEAD_END, line.id)


def _comes_back(lines: Sequence[Line], at: int) -> bool:
    """Whether who presses nothing comes to `again` once more."""
    seen: set[int] = set()
    here = question_of(lines, at)
    while here is not None and here not in seen and lines[here].kind not in LAST:
        if here == at:
            return True
        seen.add(here)
        here = silent(lines, here)
    return here in seen


def _next(lines: Sequence[Line], at: int) -> list[int | None]:
    """Wherever a caller may come from this step, None where the outline runs out."""
    line = lines[at]
    if line.kind in LAST:
        return []
    if line.kind == Kind.ASK:
        return [silent(lines, at), *(chosen(lines, each) for each in choices_of(lines, at))]
    return [silent(lines, at)]


def _reached(lines: Sequence[Line]) -> set[int]:
    reached, ahead = set[int](), [0]
    while ahead:
        at = ahead.pop()
        if at not in reached:
            reached.add(at)
            ahead += [each for each in _next(lines, at) if each is not None]
    return reached


def written(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The outline as it is kept: what is as by default is left out."""
    blank = asdict(Line(id="", kind=Kind.SAY))
    return [{name: value for name, value in asdict(line).items() if name in {"id", "kind"} or value != blank[name]} for line in lines]


def read(kept: Sequence[Mapping[str, Any]]) -> list[Line]:
    """The outline as it was kept."""
    return [Line(**{**each, "kind": Kind(each["kind"]), "languages": tuple(each.get("languages", ()))}) for each in kept]
