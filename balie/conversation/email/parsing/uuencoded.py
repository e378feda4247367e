"""Files that stand uuencoded in the middle of a plain text, as mailers before MIME sent them: taken out as attachments, the words stay.

POSIX uuencode: `begin MODE NAME`, lines that begin with their own length, a line of length nothing, `end`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from balie.conversation.email.parsing import transfer
from balie.conversation.email.parsing.model import MAX_PARTS, OverBudget
from balie.conversation.email.parsing.structure import Part, Reading

# Possessive throughout: one pass, whatever a hostile sender lays down.
_FILE = re.compile(
    rb"^begin [0-7]{3,4} ?(?P<name>[^\r\n]*+)\r?\n(?:[!-M][ -`]{1,90}+\t*+\r?\n)++(?:[ `]*+\r?\n)*+end[ \t]*+(?:\r?\n|\Z)",
    re.MULTILINE,
)


def open_uuencoded(part: Part, reading: Reading) -> None:
    """Make every text below `part` that holds such files a mixture of words and files. Raises `OverBudget` for too many."""
    for child in part.children:
        open_uuencoded(child, reading)
    if part.content_type != "text/plain" or part.children:
        return
    content = part.content()
    found = list(_FILE.finditer(content)) if b"begin " in content else []
    if not found:
        return
    reading.parts += 2 * len(found)
    if reading.parts > MAX_PARTS:
        raise OverBudget("parts")
    part.children = list(_pieces(part, content, found))
    part.content_type = "multipart/mixed"


def _pieces(part: Part, content: bytes, found: list[re.Match[bytes]]) -> Iterator[Part]:
    at = 0
    for each in found:
        yield from _words(part, content[at : each.start()])
        yield _file(each)
        at = each.end()
    yield from _words(part, content[at:])


def _words(part: Part, content: bytes) -> Iterator[Part]:
    if content.strip():
        yield Part([], content, 0, len(content), parameters=part.parameters)


def _file(found: re.Match[bytes]) -> Part:
    content = transfer.undo(found.group(), "uuencode")
    name = found["name"].strip().replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    headers = [("Content-Disposition", b'attachment; filename="' + name + b'"' if name else b"attachment")]
    return Part(headers, content, 0, len(content), "application/octet-stream")
