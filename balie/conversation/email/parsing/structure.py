"""The tree of parts of a mail, as slices of its bytes: one pass a level, nothing copied, every limit checked on the way.

RFC 5322 §2.2 and RFC 2046 §5.1, read forgivingly: missing closing boundaries, stray lines and CR-only mails are met in practice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from balie.conversation.email.parsing import transfer
from balie.conversation.email.parsing.headers import Parameters, parameters, unfold
from balie.conversation.email.parsing.model import MAX_DEPTH, MAX_HEADER_BYTES, MAX_HEADERS, MAX_PARTS, OverBudget

_NAME = frozenset(range(33, 127)) - {ord(":")}


@dataclass(slots=True)
class Part:
    """One part: `children` of a multipart, else the bytes from `start` to `end` of `source`."""

    headers: list[tuple[str, bytes]]
    source: bytes
    start: int
    end: int
    content_type: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    children: list[Part] = field(default_factory=list)

    def raw_header(self, name: str) -> bytes:
        return next((value for key, value in self.headers if key.lower() == name), b"")

    @property
    def encoding(self) -> str:
        declared = self.raw_header("content-transfer-encoding").decode("ascii", "replace").lower()
        return declared.partition(";")[0].partition("(")[0].strip().strip("\"'")

    def content(self) -> bytes:
        """The part's own bytes, transfer encoding undone."""
        return transfer.undo(self.source[self.start : self.end], self.encoding)


@dataclass(slots=True)
class Reading:
    """What is counted over the whole mail while it is read."""

    parts: int = 0
    headers: int = 0
    defects: list[str] = field(default_factory=list)


def read(raw: bytes, reading: Reading) -> Part:
    """The root part of `raw`. Raises `OverBudget` at the first limit passed."""
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    start = raw.index(b"\n") + 1 if raw.startswith((b"From ", b">From ")) and b"\n" in raw else 0
    return _part(raw, start, len(raw), reading, depth=0, default="text/plain")


def _part(source: bytes, start: int, end: int, reading: Reading, *, depth: int, default: str) -> Part:
    reading.parts += 1
    if reading.parts > MAX_PARTS:
        raise OverBudget("parts")
    if depth > MAX_DEPTH:
        raise OverBudget("depth")
    headers, body = _headers(source, start, end, reading)
    part = Part(headers, source, min(body, end), end)
    declared = parameters(part.raw_header("content-type"))
    part.content_type, part.parameters = _content_type(declared, default), declared.values
    if part.content_type.startswith("multipart/"):
        _split(part, reading, depth)
    return part


def _content_type(declared: Parameters, default: str) -> str:
    kind = declared.main.lower().strip().strip("\"'")
    if kind == "text":
        return "text/plain"
    return usable_type(kind) or (default if not kind else "text/plain")


def usable_type(kind: str) -> str:
    """`kind` when it may stand for a content type, else an empty text."""
    main, slash, sub = kind.partition("/")
    return kind if slash and main and sub and kind.isascii() and kind.isprintable() and " " not in kind else ""


def _headers(source: bytes, start: int, end: int, reading: Reading) -> tuple[list[tuple[str, bytes]], int]:
    """The header fields from `start`, unfolded, and where the body begins."""
    found: list[tuple[str, bytes]] = []
    at = start
    while at < end:
        after = _field_end(source, at, end)
        if after - at > MAX_HEADER_BYTES:
            raise OverBudget("header")
        line = source[at:after]
        if line in (b"\n", b"\r\n"):
            return found, after
        if named := _field(line):
            found.append(named)
            _count_header(reading)
        elif _goes_on(source, after, end):
            reading.defects.append("a line among the headers is no header")
        else:
            reading.defects.append("headers end without an empty line")
            return found, at
        at = after
    return found, end


def _field(line: bytes) -> tuple[str, bytes] | None:
    name, colon, value = line.partition(b":")
    name = name.rstrip(b" \t")
    return (name.decode("ascii"), unfold(value)) if colon and name and _NAME.issuperset(name) else None


def _count_header(reading: Reading) -> None:
    reading.headers += 1
    if reading.headers > MAX_HEADERS:
        raise OverBudget("headers")


def _field_end(source: bytes, at: int, end: int) -> int:
    """Where the header field at `at` ends, continuation lines included."""
    while True:
        newline = source.find(b"\n", at, end)
        if newline < 0:
            return end
        at = newline + 1
        # A line of blanks only ends the headers for most readers, but folds for the standard: it folds.
        if at >= end or source[at] not in b" \t":
            return at


def _goes_on(source: bytes, at: int, end: int) -> bool:
    """Whether a header field stands at `at`, so the line before it was a stray."""
    line = source[at : min(end, at + 80)]
    name, colon, _ = line.partition(b":")
    return bool(colon) and bool(name) and _NAME.issuperset(name)


def _split(part: Part, reading: Reading, depth: int) -> None:
    boundary = part.parameters.get("boundary", "").rstrip().encode("utf-8", "surrogateescape")
    default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
    sections = list(_sections(part.source, part.start, part.end, boundary, reading)) if boundary else []
    if sections and _says_only_afterwards(part, sections):
        reading.defects.append("all text stands behind the closing boundary")
        part.content_type = "text/plain"
    elif sections:
        children = (_part(part.source, start, end, reading, depth=depth + 1, default=default) for start, end in sections)
        part.children = [*_without_boundary(part, boundary, reading, depth), *children]
    elif part.encoding in {"base64", "quoted-printable"} and part.start < part.end and depth < MAX_DEPTH:
        _split_encoded(part, reading, depth)
    else:
        reading.defects.append("a multipart without parts is shown as text")
        part.content_type = "text/plain"


def _without_boundary(part: Part, boundary: bytes, reading: Reading, depth: int) -> Iterator[Part]:
    """The text whose boundary line was lost, so that its headers run on from those of `part`: a second Content-Type tells.

    Never of a whole mail: what stands there before the first boundary is for programs that read no multipart.
    """
    types = [at for at, (name, _value) in enumerate(part.headers) if name.lower() == "content-type"]
    at = next(_delimiters(part.source, part.start, part.end, b"--" + boundary))[0]
    if depth == 0 or len(types) < 2 or not part.source[part.start : at].strip():
        return
    own, lost = part.headers[: types[1]], part.headers[types[1] :]
    declared = parameters(lost[0][1])
    kind = _content_type(declared, "text/plain")
    if kind in {"text/plain", "text/html"}:
        reading.parts += 1
        reading.defects.append("the boundary before a part is missing")
        part.headers = own
        yield Part(lost, part.source, part.start, _before_newline(part.source, at, part.start), kind, declared.values)


def _says_only_afterwards(part: Part, sections: list[tuple[int, int]]) -> bool:
    """Whether the one section is only headers, and text follows the closing boundary: boundaries that begin alike do that."""
    [(start, end), *more] = sections
    section = part.source[start : min(end, start + MAX_HEADER_BYTES)].strip()
    if more or b"\n\n" in section or b"\r\n\r\n" in section or not section.lower().startswith(b"content-type: multipart/"):
        return False
    after = part.source.find(b"\n", end + 2, part.end)
    return after >= 0 and bool(part.source[after : part.end].strip())


def _split_encoded(part: Part, reading: Reading, depth: int) -> None:
    """Some mailers encode a whole multipart, which the standard forbids."""
    reading.defects.append("a multipart was encoded as a whole")
    part.source, part.start = part.content(), 0
    part.end = len(part.source)
    part.headers = [pair for pair in part.headers if pair[0].lower() != "content-transfer-encoding"]
    _split(part, reading, depth + 1)


def _sections(source: bytes, start: int, end: int, boundary: bytes, reading: Reading) -> Iterator[tuple[int, int]]:
    """The (start, end) of each part between the delimiters `boundary`; one not closed runs to the end."""
    opened: int | None = None
    for count, (at, after, closes) in enumerate(_delimiters(source, start, end, b"--" + boundary)):
        if count > MAX_PARTS:
            raise OverBudget("parts")
        if opened is not None:
            yield opened, _before_newline(source, at, opened)
        opened = None if closes else after
    if opened is not None:
        reading.defects.append("the closing boundary is missing")
        if opened < end or opened == start:
            yield opened, end


def _delimiters(source: bytes, start: int, end: int, marker: bytes) -> Iterator[tuple[int, int, bool]]:
    """Each delimiter line: where it starts, where the next line starts, whether it closes."""
    at = source.find(marker, start, end)
    while at >= 0:
        after = at + len(marker)
        if at == start or source[at - 1] in b"\r\n":
            newline = source.find(b"\n", after, end)
            stop = end if newline < 0 else newline + 1
            tail = source[after : min(stop, after + 200)]
            if tail.startswith(b"--") or not tail.strip():
                yield at, stop, tail.startswith(b"--")
                after = max(after, stop - 1)
        at = source.find(marker, after, end)


def _before_newline(source: bytes, at: int, floor: int) -> int:
    """The newline before a delimiter belongs to the delimiter."""
    if at > floor and source[at - 1] == 0x0A:
        at -= 1
    if at > floor and source[at - 1] == 0x0D:
        at -= 1
    return at
