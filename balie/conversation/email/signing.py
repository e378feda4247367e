"""What leaves, of what was typed and the signature below it: one rule for sending and for the preview. Pure: no Django, no clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape

# The usual mark between a mail and its signature; its space at the end belongs to it (RFC 3676 §4.3).
DELIMITER = "-- "
_QUOTE = re.compile(r"<(/?)blockquote\b[^<>]{0,2000}>", re.IGNORECASE)
# A closed paragraph without markup but breaks: "Jan wrote:" above the quote.
_INTRODUCTION = re.compile(r"<(p|div)\b[^<>]{0,2000}>((?:[^<>]|<br ?/?>){1,1000})</\1>\s*$", re.IGNORECASE)
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signed:
    """The words that leave; `html` is empty when only plain text goes."""

    text: str
    html: str


def with_signature(text: str, html: str = "", *, signature: str) -> Signed:
    """`text`, and `html` when it is given, with `signature` after what was written and before what is quoted at the end.

    `html` is sanitised already and says what `text` says; `signature` is plain text with its placeholders filled. An empty one, or
    an empty `html`, adds nothing there.
    """
    words = signature.strip()
    return Signed(_in_text(text, words), _in_html(html, words)) if words else Signed(text, html)


def parted(text: str) -> tuple[str, str]:
    """`text` as what was written and what is quoted at its end, together with the line that introduces the quote."""
    lines = text.replace("\r\n", "\n").split("\n")
    at = start = len(lines)
    while at and (not lines[at - 1].strip() or lines[at - 1].startswith(">")):
        at -= 1
        start = at if lines[at].strip() else start
    if start < len(lines) and at and lines[at - 1].rstrip().endswith(":"):
        start = at - 1
    return "\n".join(lines[:start]), "\n".join(lines[start:]).strip("\n")


def without_quote(html: str) -> str:
    """HTML up to the outermost blockquote that ends it."""
    return html[: _last_quote(html)]


def parted_html(html: str) -> tuple[str, str]:
    """As `parted`, of HTML: the outermost blockquote that ends it."""
    start = _last_quote(html)
    written, quoted = html[:start], html[start:]
    introduced = _INTRODUCTION.search(written) if quoted else None
    if introduced and unescape(_BREAK.sub("", introduced[2])).rstrip().endswith(":"):
        written, quoted = written[: introduced.start()], introduced[0] + quoted
    return written, quoted


def _in_text(text: str, words: str) -> str:
    written, quoted = parted(text)
    return "\n\n".join(part for part in (written.rstrip("\n"), f"{DELIMITER}\n{words}", quoted) if part)


def _in_html(html: str, words: str) -> str:
    if not html:
        return ""
    written, quoted = parted_html(html)
    lines = "<br>".join(escape(line) for line in (DELIMITER, *words.splitlines()))
    return f"{written.rstrip()}\n<p>{lines}</p>\n{quoted}".rstrip()


def _last_quote(html: str) -> int:
    """Where the quote that runs to the end begins; the end when there is none."""
    depth, start, end = 0, len(html), 0
    for found in _QUOTE.finditer(html):
        if not found[1]:
            start, depth = (found.start() if depth == 0 else start), depth + 1
        elif depth:
            depth -= 1
            end = found.end()
    return start if depth == 0 and not html[end:].strip() else len(html)
