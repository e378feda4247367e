"""Which parts a person reads and which are attachments: the algorithm of RFC 8621 §4.1.4, so that no part is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

from balie.conversation.email.parsing.charsets import decode
from balie.conversation.email.parsing.flowed import unflowed
from balie.conversation.email.parsing.headers import parameters, text
from balie.conversation.email.parsing.model import Attachment
from balie.conversation.email.parsing.protection import signature_parts
from balie.conversation.email.parsing.structure import Part
from balie.conversation.email.readable import html_to_text

_EXTENSIONS = {"message/rfc822": ".eml", "text/calendar": ".ics", "text/html": ".html", "text/plain": ".txt"}
_MAX_NAME = 255
# Nobody reads further; the HTML itself is kept whole.
MAX_READ = 2_000_000


@dataclass(slots=True)
class Bodies:
    """The leaves of a mail: to read as text, to read as HTML, and to attach."""

    text: list[Part] = field(default_factory=list)
    html: list[Part] = field(default_factory=list)
    attached: list[Part] = field(default_factory=list)


def sort_out(root: Part) -> Bodies:
    """Every leaf of `root`, in at least one of the three lists; but for signatures over another part."""
    bodies = Bodies()
    _sort([root], "mixed", bodies.text, bodies.html, within_alternative=False)
    shown = {id(part) for part in (*bodies.text, *bodies.html) if part.content_type in {"text/plain", "text/html"}}
    shown |= {id(part) for part in signature_parts(root)}
    bodies.attached = [part for part in _leaves(root) if id(part) not in shown]
    return bodies


def _sort(
    parts: Iterable[Part],
    kind: str,
    as_text: list[Part] | None,
    as_html: list[Part] | None,
    *,
    within_alternative: bool,
) -> None:
    texts, htmls = len(as_text or ()), len(as_html or ())
    for index, part in enumerate(parts):
        if part.content_type.startswith("multipart/") or part.children:
            inner = part.content_type.removeprefix("multipart/")
            within = within_alternative or inner == "alternative"
            _sort(part.children, inner, as_text, as_html, within_alternative=within)
        elif not _is_inline(part, index, kind):
            continue
        elif kind == "alternative":
            _take(part, as_text if part.content_type == "text/plain" else None)
            _take(part, as_html if part.content_type == "text/html" else None)
        else:
            if within_alternative:
                as_html = None if part.content_type == "text/plain" else as_html
                as_text = None if part.content_type == "text/html" else as_text
            _take(part, as_text)
            _take(part, as_html)
    if kind == "alternative" and as_text is not None and as_html is not None:
        _fill_the_missing(as_text, as_html, texts, htmls)


def _take(part: Part, body: list[Part] | None) -> None:
    if body is not None:
        body.append(part)


def _fill_the_missing(as_text: list[Part], as_html: list[Part], texts: int, htmls: int) -> None:
    """An alternative with one form only stands for the other too."""
    if len(as_text) == texts:
        as_text.extend(as_html[htmls:])
    elif len(as_html) == htmls:
        as_html.extend(as_text[texts:])


def is_file(part: Part) -> bool:
    """Whether the part says that it is one."""
    return _disposition(part) == "attachment" or bool(declared_name(part))


def _is_inline(part: Part, index: int, kind: str) -> bool:
    if part.content_type not in {"text/plain", "text/html"} or _disposition(part) == "attachment":
        return False
    return index == 0 or (kind != "related" and not declared_name(part))


def _leaves(part: Part) -> Iterable[Part]:
    if not part.content_type.startswith("multipart/"):
        yield part
    for child in part.children:
        yield from _leaves(child)


def plain_text(bodies: Bodies) -> str:
    """The text a person reads, lines ended by \\n; of an empty plain part the HTML beside it says it."""
    pieces = [html_to_text(read(part)[:MAX_READ]) if part.content_type == "text/html" else read(part) for part in bodies.text]
    said = "\n".join(pieces)
    return (said if said.strip() else html_to_text(html(bodies)[:MAX_READ])).replace("\0", "")


def html(bodies: Bodies) -> str:
    """The HTML as it came, plain parts between it escaped; empty when the mail has none."""
    if not any(part.content_type == "text/html" for part in bodies.html):
        return ""
    pieces = [read(part) if part.content_type == "text/html" else _as_html(part) for part in bodies.html]
    return "\n".join(pieces).replace("\0", "")


def _as_html(part: Part) -> str:
    return "<pre>" + escape(read(part)) + "</pre>"


def read(part: Part) -> str:
    """The text of `part`, lines ended by \\n."""
    charset = part.parameters.get("charset", "")
    said = decode(part.content(), charset).replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if part.content_type != "text/plain" or part.parameters.get("format", "").lower() != "flowed":
        return said
    return unflowed(said, deletes_space=part.parameters.get("delsp", "").lower() == "yes")


def attachment(part: Part) -> Attachment:
    content = part.content()
    content_id = text(part.raw_header("content-id")).strip("<> \t")
    return Attachment(
        name=_name(part),
        content_type=part.content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        content_id=content_id[:_MAX_NAME],
        is_inline=_disposition(part) != "attachment" and (bool(content_id) or _disposition(part) == "inline"),
    )


def _disposition(part: Part) -> str:
    return parameters(part.raw_header("content-disposition")).main.lower().strip("\"'")


def declared_name(part: Part) -> str:
    """The file name the part gives itself, decoded, or an empty text."""
    return parameters(part.raw_header("content-disposition")).values.get("filename") or part.parameters.get("name") or ""


def _name(part: Part) -> str:
    """The name as text only: the store never uses it as a path."""
    return clean_name(declared_name(part)) or "unnamed" + _EXTENSIONS.get(part.content_type, "")


def clean_name(said: str) -> str:
    """`said` on one line of at most 255 characters, or an empty text."""
    return " ".join("".join(char if char.isprintable() else " " for char in said).split())[:_MAX_NAME]
