"""Words in a part that is neither plain text nor HTML: read when a mail has no others, so that nobody opens an empty one."""

from __future__ import annotations

import re

from balie.conversation.email.parsing import bodies, structure
from balie.conversation.email.parsing.charsets import decode
from balie.conversation.email.parsing.model import OverBudget
from balie.conversation.email.parsing.structure import Part, Reading

# Text that a program reads, not a person.
_FOR_PROGRAMS = {
    "text/calendar", "text/css", "text/csv", "text/directory", "text/html", "text/javascript", "text/plain", "text/rfc822-headers",
    "text/rtf", "text/vcard", "text/x-amp-html", "text/x-vcard", "text/xml",
}  # fmt: skip
_COMMAND = re.compile(r"(<<)|<(/?)([a-zA-Z0-9-]{1,60})>")
_LINE_ENDS = re.compile(r"\n+")


def words_of(part: Part) -> str:
    """What a person reads in `part`; empty for a file, and for what only programs read.

    An unknown kind of text is plain (RFC 2046 §4.1.4); of a message sent in pieces the first piece holds its headers (§5.2.2).
    """
    kind = part.content_type
    if bodies.is_file(part):
        return ""
    if kind == "message/partial":
        return _of_piece(part)
    if not kind.startswith("text/") or kind in _FOR_PROGRAMS:
        return ""
    said = bodies.read(part)[: bodies.MAX_READ]
    return enriched_to_text(said) if kind in {"text/enriched", "text/richtext"} else said


def enriched_to_text(said: str) -> str:
    """The words of text/enriched (RFC 1896) or text/richtext: a line end is a blank, and of several one less stand."""
    pieces: list[str] = []
    at = hidden = unfilled = 0
    for found in _COMMAND.finditer(said):
        pieces.append(_filled(said[at : found.start()], hidden=hidden, unfilled=unfilled))
        at = found.end()
        doubled, closing, name = found.groups()
        step = -1 if closing else 1
        match (name or "").lower():
            case "param" | "comment":
                hidden = max(0, hidden + step)
            case "nofill":
                unfilled = max(0, unfilled + step)
            case "nl":
                pieces.append("\n")
            case word if (doubled or word == "lt") and not hidden:
                pieces.append("<")
            case _:
                pass
    pieces.append(_filled(said[at:], hidden=hidden, unfilled=unfilled))
    return "".join(pieces).strip()


def _filled(said: str, *, hidden: int, unfilled: int) -> str:
    if hidden:
        return ""
    return said if unfilled else _LINE_ENDS.sub(lambda ends: "\n" * (len(ends.group()) - 1) or " ", said)


def _of_piece(part: Part) -> str:
    if part.parameters.get("number", "").strip() != "1":
        return decode(part.content(), "")
    try:
        return bodies.plain_text(bodies.sort_out(structure.read(part.content(), Reading())))
    except OverBudget:
        return ""
