"""The allowlist for HTML from outside.

No style element, class or id: with them the meaning of a mail can change when it is quoted or forwarded. Remote content never loads by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import nh3

MOST_REMOTE: Final = 40
MOST_HELD: Final = 40

_TAGS: Final = {
    "a", "abbr", "address", "article", "b", "big", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del",
    "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img",
    "ins", "kbd", "li", "main", "mark", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strike", "strong", "sub", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "wbr",
}  # fmt: skip
_DROPPED_WITH_CONTENT: Final = {"script", "style", "title", "template", "noscript", "iframe", "object", "svg", "math", "select", "textarea"}
_CELL: Final = {"align", "valign", "bgcolor", "width", "height", "colspan", "rowspan"}
_ATTRIBUTES: Final[dict[str, set[str]]] = {
    "*": {"style", "dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "font": {"color", "face"},
    "table": {"align", "bgcolor", "border", "cellpadding", "cellspacing", "width"},
    "td": _CELL,
    "th": _CELL,
    "tr": {"align", "valign", "bgcolor"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "ol": {"start", "type"},
    "li": {"value"},
    "p": {"align"},
    "div": {"align"},
}
# Only what colours, weighs and aligns: nothing that hides, moves or loads.
_STYLES: Final = {
    "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-right", "border-style",
    "border-top", "border-width", "color", "font-family", "font-style", "font-weight", "padding", "padding-bottom", "padding-left",
    "padding-right", "padding-top", "text-align", "text-decoration", "vertical-align", "white-space",
}  # fmt: skip
_STYLE_VALUE: Final = re.compile(r"[-#%.,'\" a-zA-Z0-9]{1,120}|rgba?\([0-9., %]{1,40}\)")
_SCHEMES: Final = {"http", "https", "mailto", "tel", "cid", "data"}
_DATA_IMAGE: Final = ("data:image/png;base64,", "data:image/jpeg;base64,", "data:image/gif;base64,", "data:image/webp;base64,")


@dataclass(frozen=True, slots=True)
class CleanHtml:
    """`html` may stand in the sandboxed frame; `blocked_images` counts the remote pictures left out, `remote` is where they are.

    `held` are the pictures that the HTML holds itself, as they came: left out as well, until they were drawn again.
    """

    html: str
    blocked_images: int
    remote: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


def clean(html: str, pictures: Mapping[str, str], *, with_links: bool = True) -> CleanHtml:
    """`html` by the allowlist; see `html.sanitise`."""
    images = _Images(pictures, with_links=with_links)
    cleaned = nh3.clean(
        html,
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=images.filter,
        filter_style_properties=set(_STYLES),
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        url_schemes=set(_SCHEMES),
        strip_comments=True,
    )
    return CleanHtml(cleaned, images.blocked, tuple(images.remote), tuple(images.held))


class _Images:
    """Decides per attribute; counts the pictures it leaves out."""

    def __init__(self, pictures: Mapping[str, str], *, with_links: bool) -> None:
        self.pictures, self.with_links = pictures, with_links
        self.blocked = 0
        self.remote: dict[str, None] = {}
        self.held: dict[str, None] = {}

    def filter(self, tag: str, attribute: str, value: str) -> str | None:
        if tag == "img" and attribute == "src":
            return self._source(value.strip())
        if attribute == "href":
            return value if self.with_links and not value.strip().lower().startswith(("data:", "cid:")) else None
        if attribute == "style":
            return _style(value)
        return value

    def _source(self, source: str) -> str | None:
        kind = source[:5].lower()
        if kind.startswith("cid:"):
            return self.pictures.get(source[4:].strip("<>"))
        if (ours := self.pictures.get(source)) is not None:
            return ours
        if kind == "data:":
            if source[:30].lower().startswith(_DATA_IMAGE) and len(self.held) < MOST_HELD:
                self.held[source] = None
            return None
        self.blocked += 1
        if source.lower().startswith(("https://", "http://")) and len(self.remote) < MOST_REMOTE:
            self.remote[source] = None
        return None


def _style(value: str) -> str | None:
    """The declarations of `value` whose value cannot hide, load or escape."""
    kept = []
    for declaration in value.split(";")[:50]:
        name, colon, said = declaration.partition(":")
        said = said.strip()
        if colon and name.strip().lower() in _STYLES and _STYLE_VALUE.fullmatch(said):
            kept.append(f"{name.strip().lower()}: {said}")
    return "; ".join(kept) or None
