"""An outline while it is edited: a line is put in, taken out with all under it, or moved past its neighbour. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from balie.conversation.ivr.rules.outline import Kind, Line


def end_of(lines: Sequence[Line], at: int) -> int:
    """The first line after `at` and all that stands under it."""
    return next((each for each in range(at + 1, len(lines)) if lines[each].depth <= lines[at].depth), len(lines))


def put_after(lines: Sequence[Line], at: int | None, line: Line) -> list[Line]:
    """With the line at the place that follows: under a question its next choice, under a choice its first step, else after the step; None begins it."""
    if at is None:
        return [replace(line, depth=0), *lines]
    before = lines[at]
    is_under = before.kind == (Kind.ASK if line.kind == Kind.CHOICE else Kind.CHOICE)
    first_step = is_under and before.kind == Kind.CHOICE
    place = at + 1 if first_step else end_of(lines, at)
    return [*lines[:place], replace(line, depth=before.depth + is_under), *lines[place:]]


def take_out(lines: Sequence[Line], at: int) -> list[Line]:
    return [*lines[:at], *lines[end_of(lines, at) :]]


def move_up(lines: Sequence[Line], at: int) -> list[Line]:
    """Before its neighbour above of the same depth; the first stays where it is."""
    above = next((each for each in range(at - 1, -1, -1) if lines[each].depth <= lines[at].depth), None)
    if above is None or lines[above].depth < lines[at].depth:
        return list(lines)
    end = end_of(lines, at)
    return [*lines[:above], *lines[at:end], *lines[above:at], *lines[end:]]


def move_down(lines: Sequence[Line], at: int) -> list[Line]:
    """After its neighbour below of the same depth; the last stays where it is."""
    below = end_of(lines, at)
    is_last = below == len(lines) or lines[below].depth < lines[at].depth
    return list(lines) if is_last else move_up(lines, below)
