"""What a winmail.dat holds (MS-OXTNEF): its attachments and body. Every length is checked; what breaks off ends the reading, not the mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from balie.conversation.email.parsing.charsets import decode, guess
from balie.conversation.email.parsing.model import MAX_PARTS, OverBudget

_SIGNATURE: Final = 0x223E9F78
_BODY: Final = 0x0002800C
_MESSAGE_PROPERTIES: Final = 0x00069003
_ATTACHMENT_BEGINS: Final = 0x00069002
_ATTACHMENT_TITLE: Final = 0x00018010
_ATTACHMENT_DATA: Final = 0x0006800F
_ATTACHMENT_PROPERTIES: Final = 0x00069005
_PLAIN, _RTF, _HTML, _LONG_NAME, _MIME_TYPE, _CONTENT_ID = 0x1000, 0x1009, 0x1013, 0x3707, 0x370E, 0x3712
_MANY: Final = 0x1000
_UNICODE: Final = 0x1F
_VARIABLE: Final = {0x0D, 0x1E, _UNICODE, 0x102}
_FIXED: Final = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}


@dataclass(slots=True)
class TnefFile:
    name: str = ""
    content_type: str = ""
    content_id: str = ""
    content: bytes = b""


@dataclass(slots=True)
class Tnef:
    """`is_whole` is false when something in it could not be unpacked: a broken end, or a body in RTF only."""

    files: list[TnefFile]
    text: str = ""
    html: str = ""
    is_whole: bool = True


class _BreaksOff(Exception):
    """The bytes end before what they promise."""


class _Bytes:
    """One walk over the bytes; `at` only moves forward."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = memoryview(data), 0

    def take(self, size: int) -> bytes:
        if size > len(self.data) - self.at:
            raise _BreaksOff
        taken = bytes(self.data[self.at : self.at + size])
        self.at += size
        return taken

    def number(self, size: int = 4) -> int:
        return int.from_bytes(self.take(size), "little")

    def sized(self) -> bytes:
        """A length, that many bytes, and the padding to four."""
        taken = self.take(self.number())
        self.at += -len(taken) % 4
        return taken


def read_tnef(data: bytes) -> Tnef | None:
    """The content of `data`, or None when it is no TNEF. Raises `OverBudget` for more files than a mail may have."""
    source = _Bytes(data)
    found = Tnef([])
    try:
        if source.number() != _SIGNATURE:
            return None
        source.number(2)
        while source.at < len(data):
            source.number(1)
            attribute = source.number()
            content = source.take(source.number())
            source.number(2)
            _note(found, attribute, content)
    except _BreaksOff:
        found.is_whole = False
    return found


def _note(found: Tnef, attribute: int, content: bytes) -> None:
    if attribute == _ATTACHMENT_BEGINS:
        if len(found.files) == MAX_PARTS:
            raise OverBudget("parts")
        found.files.append(TnefFile())
    elif attribute == _BODY:
        found.text = found.text or guess(content.rstrip(b"\0"))
    elif attribute == _MESSAGE_PROPERTIES:
        _note_message(found, content)
    elif found.files:
        _note_file(found.files[-1], attribute, content)


def _note_file(file: TnefFile, attribute: int, content: bytes) -> None:
    if attribute == _ATTACHMENT_TITLE:
        file.name = file.name or guess(content.rstrip(b"\0"))
    elif attribute == _ATTACHMENT_DATA:
        file.content = content
    elif attribute == _ATTACHMENT_PROPERTIES:
        for name, kind, value in _properties(content):
            said = _text(kind, value) if name in {_LONG_NAME, _MIME_TYPE, _CONTENT_ID} else ""
            if name == _LONG_NAME:
                file.name = said or file.name
            elif name == _MIME_TYPE:
                file.content_type = said.lower()
            elif name == _CONTENT_ID:
                file.content_id = said.strip("<> ")


def _note_message(found: Tnef, content: bytes) -> None:
    has_rtf = False
    for name, kind, value in _properties(content):
        if name == _PLAIN:
            found.text = _text(kind, value)
        elif name == _HTML:
            found.html = _text(kind, value)
        has_rtf = has_rtf or name == _RTF
    found.is_whole = found.is_whole and not (has_rtf and not found.text and not found.html)


def _text(kind: int, value: bytes) -> str:
    return (decode(value, "utf-16-le") if kind == _UNICODE else guess(value)).replace("\0", "")


def _properties(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(name, kind, first value) of each MAPI property."""
    source = _Bytes(content)
    for _ in range(source.number()):
        kind, name = source.number(2), source.number(2)
        if name >= 0x8000:
            source.take(16)
            source.sized() if source.number() else source.number()
        values = _values(source, kind)
        if values:
            yield name, kind & ~_MANY, values[0]


def _values(source: _Bytes, kind: int) -> list[bytes]:
    base = kind & ~_MANY
    if base in _VARIABLE:
        return [source.sized() for _ in range(source.number())]
    if base not in _FIXED:
        raise _BreaksOff
    return [source.take(_FIXED[base]) for _ in range(source.number() if kind & _MANY else 1)]
