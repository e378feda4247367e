"""Header values: folding, encoded words (RFC 2047), parameters (RFC 2231), dates and ids, in all their broken forms."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from balie.conversation.email.parsing.charsets import codec_of, decode, guess
from balie.conversation.email.parsing.transfer import from_base64

_FOLD = re.compile(rb"\r?\n[ \t]*")
_CONTROL = {code: None for code in (*range(32), *range(127, 160)) if code not in (9, 10, 13)}
_ID = re.compile(r"<([^<>\s]+)>")
_MAX_DATE = 200


@dataclass(frozen=True, slots=True)
class Parameters:
    """`main; key=value; …` read; the keys in lower case."""

    main: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Word:
    charset: str
    data: bytes


def unfold(value: bytes) -> bytes:
    """One line of the folded `value`."""
    return _FOLD.sub(b" ", value).strip()


def text(value: bytes) -> str:
    """The unfolded `value` as a person reads it: encoded words decoded, control characters gone."""
    return decode_words(eight_bit(value)).translate(_CONTROL).strip()


def eight_bit(value: bytes) -> str:
    """The unfolded `value` as text; encoded words stay as they are."""
    return value.decode("ascii") if value.isascii() else guess(value)


def decode_words(value: str) -> str:
    """`value` with its encoded words decoded. White space between two of them falls away; a character cut in two is joined."""
    if "=?" not in value:
        return value
    pieces: list[str] = []
    pending: list[_Word] = []
    for piece in _words(value):
        if isinstance(piece, _Word):
            if pending and pending[-1].charset != piece.charset:
                pieces.append(_joined(pending))
            pending.append(piece)
        elif piece.strip() or not pending:
            pieces += [_joined(pending), piece]
    pieces.append(_joined(pending))
    return "".join(pieces)


def _joined(words: list[_Word]) -> str:
    if not words:
        return ""
    decoded = decode(b"".join(word.data for word in words), words[0].charset)
    words.clear()
    return decoded


def _words(value: str) -> Iterator[_Word | str]:
    """The encoded words and the text between them, in order; linear in the length of `value`."""
    at = 0
    while (start := value.find("=?", at)) >= 0:
        found = _word_at(value, start)
        if found is None:
            yield value[at : start + 2]
            at = start + 2
            continue
        word, end = found
        if start > at:
            yield value[at:start]
        yield word
        at = end
    if at < len(value):
        yield value[at:]


def _word_at(value: str, start: int) -> tuple[_Word, int] | None:
    """The encoded word `=?charset?B or Q?text?=` that starts at `start`, and where it ends."""
    head = value[start + 2 : start + 90].split("?", 2)
    if len(head) < 3 or head[1].lower() not in {"b", "q"} or not head[0] or " " in head[0]:
        return None
    body = start + 2 + len(head[0]) + 1 + len(head[1]) + 1
    # A word is at most 75 characters long; some mailers write longer ones, none writes 4,000.
    end = value.find("?=", body, body + 4000)
    if end < 0:
        return None
    charset = head[0].partition("*")[0].lower()
    data = _from_b(value[body:end]) if head[1].lower() == "b" else _from_q(value[body:end], charset)
    return _Word(charset, data), end + 2


def _from_b(body: str) -> bytes:
    return from_base64(body.encode("ascii", "ignore"))


def _from_q(body: str, charset: str) -> bytes:
    """Letters that should have been encoded and were not are in the word's own charset."""
    raw = body.encode("ascii") if body.isascii() else body.encode(codec_of(charset) or "utf-8", "replace")
    try:
        return binascii.a2b_qp(raw, header=True)
    except binascii.Error:
        return raw


def parameters(value: bytes) -> Parameters:
    """The main value of `value` and its parameters; continued, encoded and badly quoted ones included."""
    head, *rest = _split_parameters(eight_bit(value))
    main, _, stray = head.strip().partition(" ")
    if "=" in stray:
        # The semicolon after the main value is missing.
        head, rest = main, [stray, *rest]
    segments: dict[str, list[tuple[int, bool, str]]] = {}
    for each in rest:
        name, equals, said = each.partition("=")
        base, star, tail = name.strip().lower().partition("*")
        if equals and base:
            index = tail.rstrip("*")
            number = int(index) if index.isascii() and index.isdigit() and len(index) < 5 else 0
            segments.setdefault(base, []).append((number, bool(star) and name.strip().endswith("*"), _unquoted(said)))
    return Parameters(head.strip(), {base: _parameter(found) for base, found in segments.items()})


def _split_parameters(value: str) -> list[str]:
    """`value` cut at each `;` outside quotes."""
    pieces: list[str] = []
    begin = at = 0
    quoted = False
    for at, char in enumerate(value):
        if char == '"' and (at == 0 or value[at - 1] != "\\"):
            quoted = not quoted
        elif char == ";" and not quoted:
            pieces.append(value[begin:at])
            begin = at + 1
    pieces.append(value[begin:])
    return pieces


def _unquoted(value: str) -> str:
    value = value.strip()
    if not value.startswith('"'):
        return value
    inner = value[1:]
    end = inner.rfind('"')
    inner = inner[:end] if end >= 0 else inner
    # Only these two are escapes: "C:\temp\a.pdf" is written without doubling by too many programs.
    return inner.replace('\\"', '"').replace("\\\\", "\\")


def _parameter(segments: list[tuple[int, bool, str]]) -> str:
    """One value of its segments (RFC 2231 §3, §4), or decoded as encoded words, which many write instead."""
    if not any(encoded for _, encoded, _ in segments):
        return _plain_parameter("".join(said for _, _, said in sorted(segments, key=_number)))
    first, *others = sorted((each for each in segments if each[1] or len(segments) > 1), key=_number)
    charset, body = _charset_and_body(first)
    data = [unquote_to_bytes(body) if first[1] else body.encode()]
    seen = {first[0]}
    for number, encoded, said in others:
        if number not in seen:
            data.append(unquote_to_bytes(said) if encoded else said.encode())
            seen.add(number)
    return decode(b"".join(data), charset or "utf-8")


def _plain_parameter(said: str) -> str:
    """`said` in the disguises that are no standard: encoded words, single quotes, and the form of RFC 2231 without its star."""
    charset, quotes, body = said.partition("''")
    if quotes and charset and "%" in body and codec_of(charset):
        return decode(unquote_to_bytes(body), charset)
    return decode_words(said[1:-1] if len(said) > 2 and said[0] == said[-1] == "'" else said)


def _number(segment: tuple[int, bool, str]) -> tuple[int, bool]:
    return segment[0], not segment[1]


def _charset_and_body(segment: tuple[int, bool, str]) -> tuple[str, str]:
    _, encoded, said = segment
    charset, quote, tail = said.partition("'")
    if not encoded or not quote:
        return "", said
    body = tail.partition("'")[2] if "'" in tail else tail
    return (charset, body) if body else ("", said.strip("'"))


def date(value: bytes) -> datetime | None:
    """The aware moment `value` names, or None; a date without a zone is taken as UTC."""
    said = eight_bit(value)[:_MAX_DATE]
    try:
        found = parsedate_to_datetime(said)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def every(found: Iterable[tuple[str, bytes]], name: str) -> list[bytes]:
    """Each value of the header `name` (in lower case) in `found`."""
    return [value for key, value in found if key.lower() == name]


def ids(values: Iterable[bytes]) -> tuple[str, ...]:
    """The message ids in `values`, each once, in order, without their angle brackets."""
    return tuple(dict.fromkeys(found for value in values for found in _ID.findall(eight_bit(value)) if found.isprintable()))
