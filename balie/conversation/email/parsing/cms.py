"""What a signed S/MIME wrapper holds (RFC 5652 §5): read without a key, nothing verified. BER, for openssl streams without lengths."""

from __future__ import annotations

from collections.abc import Iterator

SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
MAX_DEPTH = 12
_OCTETS, _OID, _CONTEXT_0, _CONSTRUCTED, _END = 0x04, 0x06, 0xA0, 0x20, b"\0\0"


class _Broken(Exception):
    """These bytes are no value of ASN.1."""


def signed_content(der: bytes) -> bytes | None:
    """The content of the SignedData in `der`; None when it is something else, holds none, or is broken."""
    try:
        return _content(der)
    except (_Broken, StopIteration, IndexError):
        return None


def _content(der: bytes) -> bytes | None:
    kind, wrapped = _first(der, 0, 2)
    if _bytes(der, kind) != SIGNED_DATA:
        return None
    [signed] = _first(der, wrapped, 1)
    _version, _digests, holds = _first(der, signed, 3)
    found = list(_children(der, holds))
    if len(found) < 2 or der[found[1]] != _CONTEXT_0:
        return None
    [octets] = _first(der, found[1], 1)
    return _octets(der, octets, 0)


def _first(data: bytes, at: int, count: int) -> list[int]:
    children = _children(data, at)
    return [next(children) for _each in range(count)]


def _bytes(data: bytes, at: int) -> bytes:
    _tag, start, length = _head(data, at)
    return data[start : start + (length or 0)]


def _octets(data: bytes, at: int, depth: int) -> bytes:
    """An octet string, also one in pieces."""
    if data[at] & ~_CONSTRUCTED != _OCTETS or depth > MAX_DEPTH:
        raise _Broken
    if data[at] & _CONSTRUCTED:
        return b"".join(_octets(data, each, depth + 1) for each in _children(data, at))
    return _bytes(data, at)


def _children(data: bytes, at: int) -> Iterator[int]:
    """Where each value within the constructed one at `at` begins."""
    tag, start, length = _head(data, at)
    if not tag & _CONSTRUCTED:
        raise _Broken
    stop, at = len(data) if length is None else start + length, start
    while at < stop and (length is not None or data[at : at + 2] != _END):
        yield at
        at = _after(data, at, 0)


def _after(data: bytes, at: int, depth: int) -> int:
    """Where the value at `at` has ended."""
    _tag, start, length = _head(data, at)
    if length is not None:
        return start + length
    if depth > MAX_DEPTH:
        raise _Broken
    at = start
    while data[at : at + 2] != _END:
        at = _after(data, at, depth + 1)
    return at + 2


def _head(data: bytes, at: int) -> tuple[int, int, int | None]:
    """(tag, where the content begins, its length; None when only its end tells)."""
    tag, size = data[at], data[at + 1]
    if tag & 0x1F == 0x1F:
        raise _Broken
    if size < 0x80:
        start, length = at + 2, size
    elif size == 0x80:
        return tag, at + 2, None
    else:
        start = at + 2 + (size & 0x7F)
        length = int.from_bytes(data[at + 2 : start])
    if start + length > len(data):
        raise _Broken
    return tag, start, length
