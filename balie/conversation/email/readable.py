"""HTML to the text a person would read: one walk, linear in its length, no parser that can be made slow."""

from __future__ import annotations

import re
from html import unescape

_BLOCK = {
    "p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "section",
    "article", "header", "footer", "dl", "dt", "dd", "center", "form", "address", "title",
}  # fmt: skip
_PARAGRAPH = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "hr"}
_HIDDEN = {"script", "style", "head", "noscript", "template", "svg", "math", "title", "object", "iframe", "textarea", "select"}
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9:-]{0,40}")
_BLANK = re.compile(r"[ \t\r\n\f]+")


def html_to_text(html: str) -> str:
    """The text of `html`: blocks on lines of their own, list items marked, quoted blocks behind "> "."""
    return _Walk(html).text()


class _Walk:
    def __init__(self, html: str) -> None:
        self.html, self.at = html, 0
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quotes = self.last_quotes = self.pre = 0
        self.gap = False
        self.exhausted: set[str] = set()

    def text(self) -> str:
        while self.at < len(self.html):
            opening = self.html.find("<", self.at)
            opening = len(self.html) if opening < 0 else opening
            self._say(self.html[self.at : opening])
            self.at = opening
            if opening < len(self.html):
                self._markup()
        self._break()
        return "\n".join(self.lines).strip("\n")

    def _markup(self) -> None:
        """One thing that starts with "<" at `at`."""
        html, at = self.html, self.at
        if html.startswith("<!--", at):
            self._skip_past("-->")
        elif html[at + 1 : at + 2] in {"!", "?"}:
            self._skip_past(">")
        elif found := _NAME.match(html, at + (2 if html.startswith("</", at) else 1)):
            self._tag(found.group().lower(), closing=html.startswith("</", at), end=found.end())
        else:
            self._say("<")
            self.at = at + 1

    def _skip_past(self, ending: str) -> None:
        end = -1 if ending in self.exhausted else self.html.find(ending, self.at)
        if end < 0:
            self.exhausted.add(ending)
            self.at = len(self.html) if ending == "-->" else self.at + 1
        else:
            self.at = end + len(ending)

    def _tag(self, name: str, *, closing: bool, end: int) -> None:
        self.at = self._tag_end(end)
        if name in _HIDDEN and not closing:
            self._skip_element(name)
        elif name == "blockquote":
            self._break()
            self.quotes = max(0, self.quotes - 1) if closing else min(self.quotes + 1, 20)
        elif name in _BLOCK:
            self._break()
            self.pre = max(0, self.pre + (-1 if closing else 1)) if name == "pre" else self.pre
            if name == "li" and not closing:
                self.line.append("- ")
        elif name in {"td", "th"} and closing:
            self.line.append(" ")
        self.gap = self.gap or (name in _PARAGRAPH and bool(self.lines))

    def _tag_end(self, at: int) -> int:
        """After the ">" that ends the tag; quoted attribute values may hold one."""
        end = self.html.find(">", at)
        if end < 0:
            return len(self.html)
        inside = self.html[at:end]
        if inside.count('"') % 2 == 0 and inside.count("'") % 2 == 0:
            return end + 1
        quote = '"' if inside.count('"') % 2 else "'"
        closing = self.html.find(quote, end, end + 5000)
        after = self.html.find(">", closing, closing + 5000) if closing >= 0 else -1
        return (after if after >= 0 else end) + 1

    def _skip_element(self, name: str) -> None:
        ending = f"</{name}"
        if ending not in self.exhausted:
            end = re.compile(re.escape(ending), re.IGNORECASE).search(self.html, self.at)
            if end:
                self.at = end.start()
                return
            self.exhausted.add(ending)
        if name in {"script", "style"}:
            self.at = len(self.html)

    def _say(self, raw: str) -> None:
        if not raw:
            return
        said = unescape(raw)
        if self.pre:
            first, *rest = said.split("\n")
            self.line.append(first)
            for each in rest:
                self._break(keep_blank=True)
                self.line.append(each)
        else:
            self.line.append(_BLANK.sub(" ", said))

    def _break(self, *, keep_blank: bool = False) -> None:
        said = "".join(self.line)
        said = said.rstrip() if self.pre else _BLANK.sub(" ", said).strip()
        self.line.clear()
        if not said and not keep_blank:
            return
        if self.gap and self.lines and self.lines[-1]:
            self.lines.append(("> " * min(self.quotes, self.last_quotes)).rstrip())
        self.gap, self.last_quotes = False, self.quotes
        self.lines.append("> " * self.quotes + said)
