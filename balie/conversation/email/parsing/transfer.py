"""Content-Transfer-Encoding undone, forgivingly: what cannot be decoded stays as it came."""

from __future__ import annotations

import binascii

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_FIRST_LOOKED_AT = 1000
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))


def undo(data: bytes, encoding: str) -> bytes:
    """The content of `data` under `encoding` (base64, quoted-printable, uuencode; all else is taken as it is)."""
    match encoding:
        case "base64":
            return data if _is_no_base64(data) else from_base64(data)
        case "quoted-printable":
            return binascii.a2b_qp(data)
        case "x-uuencode" | "uuencode" | "uue" | "x-uue":
            return _from_uu(data)
    return data


def _is_no_base64(data: bytes) -> bool:
    """Whether words stand in its first line, or it begins with another character and its letters make no whole groups: encoded text with
    a stray in it makes them."""
    begin = data[:_FIRST_LOOKED_AT].lstrip()
    if begin.split(b"\n", 1)[0].strip().count(b" ") > 2:
        return True
    return begin[:1] not in _BASE64 and len(data.translate(None, _NOT_BASE64)) % 4 != 0


def from_base64(data: bytes) -> bytes:
    """What `data` holds; stray characters are skipped and missing padding is added."""
    letters = data.translate(None, _NOT_BASE64)
    try:
        return binascii.a2b_base64(letters)
    except binascii.Error:
        letters = letters.replace(b"=", b"")
        return binascii.a2b_base64(letters[: len(letters) - (len(letters) % 4 == 1)] + b"==")


def _from_uu(data: bytes) -> bytes:
    lines = iter(data.splitlines())
    if not any(line.startswith(b"begin ") for line in lines):
        return data
    found = []
    for line in lines:
        if line in (b"end", b"`", b""):
            break
        found.append(_uu_line(line))
    return b"".join(found)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some encoders pad the last line too long; its own length byte says how much counts.
        wanted = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:wanted])
        except binascii.Error:
            return b""
