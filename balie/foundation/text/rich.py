"""Words with formatting, as our editor makes them: their small allowlist, the same words as plain text, and as a page shows them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from html import escape
from html.parser import HTMLParser
from typing import Final

import nh3

MOST_LETTERS: Final = 200_000
MAX_ELEMENTS: Final = 6000
MAX_REOPENED: Final = 200_000
_TAGS: Final = {"p", "br", "b", "strong", "i", "em", "u", "a", "ul", "ol", "li", "blockquote", "img"}
_ATTRIBUTES: Final = {"a": {"href"}, "img": {"src", "alt"}}
_DROPPED_WITH_CONTENT: Final = {"script", "style", "title", "template", "noscript", "iframe", "object", "svg", "math", "select", "textarea"}
_LINKS: Final = ("http:", "https:", "mailto:", "tel:")
_PICTURE: Final = re.compile(r"cid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:@balie)?")
_BLOCKS: Final = {"p", "ul", "ol", "li", "blockquote"}
_LINE_ENDS: Final = re.compile(r"\s*[\r\n]+\s*")
_OPENS: Final = re.compile(r"<([a-zA-Z][a-zA-Z0-9]{0,20})")
_FORMATTING: Final = {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}


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


def plain_of(cleaned: str, *, pictures: Collection[str] = ()) -> str:
    """Cleaned HTML as plain text: lists marked, quotes behind "> ", the address of a link after its words; of `pictures` what they show."""
    reader = _Text(pictures)
    reader.feed(cleaned)
    reader.close()
    return reader.text


def as_shown(cleaned: str, sources: Mapping[str, str]) -> str:
    """Cleaned HTML for a page: links open beside it, and each picture stands there from its address in `sources`; others are left out."""

    def kept(tag: str, attribute: str, value: str) -> str | None:
        return sources.get(picture_of(value)) if (tag, attribute) == ("img", "src") else value

    return nh3.clean(
        cleaned,
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=kept,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
    )


def picture_of(source: str) -> str:
    """The id of the file that a picture's source names, empty for none."""
    found = _PICTURE.fullmatch(source)
    return found[1] if found else ""


def shown_by(attrs: list[tuple[str, str | None]], pictures: Collection[str]) -> str:
    """The id of the picture that the attributes name, empty for none of `pictures`."""
    found = picture_of(dict(attrs).get("src") or "")
    return found if found in pictures else ""


def is_costly(html: str) -> bool:
    """Whether cleaning `html` could take long.

    A parser opens each unclosed formatting element again in every later block, so 45 kB can become 84 MB, and looks through all open
    elements at each tag. Both are bounded by counting what begins; closing tags are not believed.
    """
    made = formatting = 0
    for count, match in enumerate(_OPENS.finditer(html)):
        formatting += match.group(1).lower() in _FORMATTING
        made += formatting
        if made > MAX_REOPENED or count > MAX_ELEMENTS:
            return True
    return False


def _kept(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "href":
        return value if value.strip().lower().startswith(_LINKS) else None
    if attribute == "src":
        return value if _PICTURE.fullmatch(value) else None
    return value


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
            case "img" if shown_by(attrs, self.pictures):
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
