"""What a colleague writes with formatting: its own small allowlist, and the same words as the mail's HTML and as its plain text."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from html import escape
from html.parser import HTMLParser
from typing import Final

import nh3

from balie.conversation.email.cleaning import is_costly

MOST_LETTERS: Final = 200_000
_TAGS: Final = {"p", "br", "b", "strong", "i", "em", "u", "a", "ul", "ol", "li", "blockquote", "img"}
_ATTRIBUTES: Final = {"a": {"href"}, "img": {"src", "alt"}}
_DROPPED_WITH_CONTENT: Final = {"script", "style", "title", "template", "noscript", "iframe", "object", "svg", "math", "select", "textarea"}
_LINKS: Final = ("http:", "https:", "mailto:", "tel:")
_PICTURE: Final = re.compile(r"cid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:@balie)?")
_OURS: Final = re.compile(r'src="(cid:[0-9a-f-]{36})@balie"')
_FORMATTED: Final = re.compile(r"<(?:b|strong|i|em|u|a|ul|ol|li|blockquote|img)\b")
_BLOCKS: Final = {"p", "ul", "ol", "li", "blockquote"}
_SPACES: Final = re.compile(r"  +")
_LINE_ENDS: Final = re.compile(r"\s*[\r\n]+\s*")
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
    plain = _read(_Text(pictures), cleaned).text
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


def clean_written(html: str) -> str:
    """`html` by the allowlist of the editor; empty for what is too much."""
    if len(html) > MOST_LETTERS or not html.strip() or is_costly(html):
        return ""
    return nh3.clean(
        html,
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_kept,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        strip_comments=True,
    )


def picture_ids(html: str) -> list[str]:
    """The files that `html` shows in place, each once."""
    return list(dict.fromkeys(_PICTURE.findall(clean_written(html))))


def lines_as_html(text: str) -> str:
    """Plain text as the editor writes it: a paragraph a line."""
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in text.split("\n"))


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


def _kept(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "href":
        return value if value.strip().lower().startswith(_LINKS) else None
    if attribute == "src":
        return value if _PICTURE.fullmatch(value) else None
    return value


def _read[Reader: HTMLParser](reader: Reader, cleaned: str) -> Reader:
    reader.feed(cleaned)
    reader.close()
    return reader


def _shown(attrs: list[tuple[str, str | None]], pictures: Collection[str]) -> str:
    """The id of the picture that the attributes name, empty for none of `pictures`."""
    found = _PICTURE.fullmatch(dict(attrs).get("src") or "")
    return found[1] if found and found[1] in pictures else ""


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
        if picture := _shown(attrs, self.pictures):
            self.shown[picture] = None
            self.parts.append(f'<img src="cid:{content_id(picture)}" alt="{escape(dict(attrs).get("alt") or "")}" style="max-width:100%">')


class _Text(HTMLParser):
    """Cleaned HTML as plain text: lists marked, quotes behind "> ", the address of a link after its words, pictures by their name."""

    def __init__(self, pictures: Collection[str]) -> None:
        super().__init__()
        self.pictures = pictures
        self.lines: list[str] = []
        self.line = ""
        self.is_begun = False
        self.around: list[str] = []  # what stands before each line: of the quotes and items it is in
        self.counts: list[int] = []  # of the lists it is in: the last number, below zero for one without numbers
        self.link = self.link_from = ""

    @property
    def text(self) -> str:
        self._end_line()
        return "\n".join(self.lines).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._end_line()
        match tag:
            case "p":
                self.is_begun = True
            case "br":
                self.is_begun = True
                self._end_line()
            case "blockquote":
                self.around.append("> ")
            case "ul" | "ol":
                self.counts.append(0 if tag == "ol" else -1)
            case "li":
                self.around.append(self._mark())
            case "a":
                self.link, self.link_from = dict(attrs).get("href") or "", self.line
            case "img" if _shown(attrs, self.pictures):
                self.line += f"[{dict(attrs).get('alt') or 'image'}]"

    def handle_endtag(self, tag: str) -> None:
        # An item without words is still one.
        self.is_begun = self.is_begun or (tag == "li" and bool(self.around) and bool(self.around[-1].strip()))
        if tag in _BLOCKS:
            self._end_line()
        if tag in {"blockquote", "li"} and self.around:
            self.around.pop()
        elif tag in {"ul", "ol"} and self.counts:
            self.counts.pop()
        elif tag == "a":
            self._say_link()

    def handle_data(self, data: str) -> None:
        said = _LINE_ENDS.sub(" ", data)
        if self.is_begun or said.strip():
            self.line += said

    def _mark(self) -> str:
        if not self.counts or self.counts[-1] < 0:
            return "- "
        self.counts[-1] += 1
        return f"{self.counts[-1]}. "

    def _say_link(self) -> None:
        words = self.line.removeprefix(self.link_from).strip()
        bare = self.link.removeprefix("mailto:").removeprefix("tel:")
        if bare and bare.rstrip("/") not in {words, f"http://{words}", f"https://{words}"}:
            self.line += f" ({bare})"
        self.link = ""

    def _end_line(self) -> None:
        """A mark stands before the first line of its item only."""
        if not self.line and not self.is_begun:
            return
        self.lines.append(("".join(self.around) + self.line).rstrip())
        self.around = [each if each == "> " else " " * len(each) for each in self.around]
        self.line, self.is_begun = "", False
