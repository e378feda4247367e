"""What a colleague writes with formatting: its own small allowlist, and the same words as the mail's HTML and as its plain text."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from html import escape
from html.parser import HTMLParser
from typing import Final

from balie.foundation.text.rich import clean_written, lines_as_html, plain_of, shown_by

_OURS: Final = re.compile(r'src="(cid:[0-9a-f-]{36})@balie"')
_FORMATTED: Final = re.compile(r"<(?:b|strong|i|em|u|a|ul|ol|li|blockquote|img)\b")
_SPACES: Final = re.compile(r"  +")
# What mail programs do not do by themselves: a letter of theirs has margins, and a quote no line.
_QUOTE: Final = "margin:0 0 0 8px;padding-left:10px;border-left:2px solid #c8d3e1"
_EMPTY: Final = "<div><br></div>"
_FACE: Final = "font-family:Arial,Helvetica,sans-serif;font-size:14px"


@dataclass(frozen=True, slots=True)
class Written:
    """One mail's words: `text` always; `html` when there is formatting, with the ids of the `pictures` that stand in it."""

    text: str
    html: str = ""
    pictures: tuple[str, ...] = ()


def written(text: str, html: str, *, pictures: Collection[str] = ()) -> Written:
    """The words of a mail, of `text` or, where it is given, of `html` alone: so both parts say the same.

    Of the pictures in `html` those of `pictures` stay. What is no formatting at all, and what would take long to read, is plain text.
    """
    cleaned = clean_written(html)
    if not cleaned:
        return Written(text)
    plain = plain_of(cleaned, pictures=pictures)
    if not _FORMATTED.search(cleaned):
        return Written(plain)
    mail = _read(_Mail(pictures), cleaned)
    return Written(plain, mail.html, tuple(mail.shown))


def above(said: Written, *, text: str, html: str) -> Written:
    """`said` with a mail that it passes on below it: `html` clean, `text` when the words do not hold it already."""
    if not html:
        return said
    words = said.html or _read(_Mail(()), lines_as_html(said.text)).html
    return replace(said, text="\n".join(part for part in (said.text, text) if part), html=words + html)


def as_typed(mail_html: str) -> str:
    """The HTML of a mail of ours, as `written` made it, as the editor had it."""
    lines = mail_html.replace("<div>", "<p>").replace("<br></div>", "</p>").replace("</div>", "</p>")
    return _OURS.sub(r'src="\1"', lines)


def in_our_face(html: str) -> str:
    """What leaves, in letters that do not depend on who reads it."""
    return f'<div style="{_FACE}">{html}</div>' if html else ""


def content_id(picture: str) -> str:
    """What the mail's HTML calls the picture by."""
    return f"{picture}@balie"


def _read[Reader: HTMLParser](reader: Reader, cleaned: str) -> Reader:
    reader.feed(cleaned)
    reader.close()
    return reader


class _Mail(HTMLParser):
    """Cleaned HTML as the mail has it: a line is a `div`, as mail programs write them, since a `p` would have their margins."""

    def __init__(self, pictures: Collection[str]) -> None:
        super().__init__()
        self.pictures, self.shown = pictures, dict[str, None]()
        self.parts: list[str] = []
        self.links: list[bool] = []  # of the links it is in: whether they lead somewhere

    @property
    def html(self) -> str:
        """Without the empty lines at its end: they are none of the text either."""
        html = "".join(self.parts)
        while html.endswith(_EMPTY):
            html = html.removesuffix(_EMPTY)
        return html

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        match tag:
            case "p":
                self.parts.append("<div>")
            case "blockquote":
                self.parts.append(f'<blockquote style="{_QUOTE}">')
            case "a":
                self._begin_link(dict(attrs).get("href") or "")
            case "img":
                self._picture(attrs)
            case _:
                self.parts.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            # An empty line has no height by itself.
            self.parts.append("<br></div>" if self.parts[-1:] == ["<div>"] else "</div>")
        elif tag != "a" or (self.links and self.links.pop()):
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        spaced = _SPACES.sub(lambda run: " " + "\N{NO-BREAK SPACE}" * (len(run.group()) - 1), data)
        self.parts.append(escape(spaced, quote=False))

    def _begin_link(self, href: str) -> None:
        self.links.append(bool(href))
        if href:
            self.parts.append(f'<a href="{escape(href)}">')

    def _picture(self, attrs: list[tuple[str, str | None]]) -> None:
        if picture := shown_by(attrs, self.pictures):
            self.shown[picture] = None
            self.parts.append(f'<img src="cid:{content_id(picture)}" alt="{escape(dict(attrs).get("alt") or "")}" style="max-width:100%">')
