"""Which sounds make up what callers hear: a step of a menu, a place in the queue, a range of minutes."""

from __future__ import annotations

from pathlib import Path

from balie.conversation.ivr.rules.expecting import Said
from balie.conversation.ivr.rules.outline import Kind, Line
from balie.conversation.telephony import prompts
from balie.conversation.telephony.spoken import spoken, spoken_all

BEEP = prompts.sound("beep", "")
QUIET = prompts.sound("quiet", "")  # 5 s: the time to press a key
MOST_COUNTED = 10
MESSAGE_S, QUIET_S = 120, 5


def sound(name: str, language: str) -> Path:
    return spoken(name, language)


def name_of(line: Line) -> str:
    """Under which name the sound of a line is kept."""
    return f"menu-{line.id}"


def of_line(line: Line, language: str) -> list[Path]:
    """All of a step, with the time to answer it."""
    if line.kind == Kind.LANGUAGE:
        offered = [each for key, code in enumerate(line.languages, 1) for each in spoken_all(["language", f"number-{key}"], code)]
        return [*offered, QUIET]
    name = "customer-number" if line.kind == Kind.CUSTOMER else name_of(line)
    return [spoken(name, language), *([] if line.kind == Kind.SAY else [QUIET])]


def of_place(place: int, language: str) -> list[Path]:
    """Their place in the queue; far behind it is no number that helps."""
    if place > MOST_COUNTED:
        return spoken_all(["place-far"], language)
    return spoken_all(["place", f"number-{place}", "place-end"], language)


def of_wait(said: Said, language: str) -> list[Path]:
    """How many minutes they may expect to wait."""
    if said.most_min is None:
        return spoken_all(["wait-more", f"number-{said.least_min}", "minutes"], language)
    if not said.least_min:
        return spoken_all(["wait-less", f"number-{said.most_min}", "minutes"], language)
    return spoken_all(["wait-between", f"number-{said.least_min}", "wait-and", f"number-{said.most_min}", "minutes"], language)


def message_time() -> list[Path]:
    """The time a message may take."""
    return [QUIET] * (MESSAGE_S // QUIET_S)
