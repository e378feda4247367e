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
_BLANK = re.compile(r"[ \t\r\n\f]+")
# What a "<" must be followed by to be more than a sign that somebody typed; without any ">" behind it only these still hide what follows.
_TAG = r"<(?P<closing>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]{0,40})"
_OPENING = re.compile(rf"{_TAG}|<!--|<[!?]")
_UNENDED = re.compile(rf"{_TAG}|<!--")


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
        self.opening = _OPENING

    def text(self) -> str:
        while self.at < len(self.html):
            found = self.opening.search(self.html, self.at)
            opening = found.start() if found else len(self.html)
            if opening > self.at:
                self._say(self.html[self.at : opening])
            self.at = opening
            if found:
                self._markup(found)
        self._break()
        return "\n".join(self.lines).strip("\n")

    def _markup(self, found: re.Match[str]) -> None:
        """What begins at `at`."""
        closing, name = found.groups()
        if name:
            self._tag(name.lower(), closing=closing == "/", end=found.end())
        else:
            self._skip_past("-->" if found.group() == "<!--" else ">")

    def _skip_past(self, ending: str) -> None:
        end = self.html.find(ending, self.at)
        if end >= 0:
            self.at = end + len(ending)
        elif ending == "-->":
            self.at = len(self.html)
        else:  # no more ">": the rest is words, down to a tag that is cut off
            self.opening = _UNENDED

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
        if end == at:
            return at + 1
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
