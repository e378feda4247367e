"""What a file may be called, and what it is by its first bytes. No Django, no disk."""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 200
NO_NAME = "file"
SNIFF_BYTES = 2048
_SEPARATORS = str.maketrans(dict.fromkeys('/\\:*?"<>|', " "))
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
)
_MARKUP = ((b"<svg", "image/svg+xml"), (b"<html", "text/html"), (b"<!doctype html", "text/html"), (b"<script", "text/html"))


def safe_name(text: str) -> str:
    """`text` as a file's name, as text only: nothing in it leads anywhere, hides, or turns the reading direction.

    NFKC first, then without control and format characters, separators and leading or trailing dots and blanks; at
    most `LONGEST_NAME` characters, keeping a short ending; `file` when nothing is left. `safe_name` of the answer is the answer.
    """
    name = _plain(text)
    while (again := _plain(name)) != name:
        name = again
    return _shortened(name) or NO_NAME


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text)
    seen = "".join(" " if unicodedata.category(each) in {"Zl", "Zp", "Zs"} else each for each in composed)
    kept = "".join(each for each in seen if unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    words = " ".join(kept.translate(_SEPARATORS).split())
    return words.replace("..", ".").strip(". ")


def _shortened(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:LONGEST_NAME].strip(". ")
    room = LONGEST_NAME - len(ending) - 1
    return f"{stem[:room].strip('. ')}.{ending}"


def sniffed_type(head: bytes) -> str:
    """The type the first bytes show; plain text when they read as text, else unknown bytes. Never trusted to render."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12], "application/octet-stream")
    return _sniffed_text(head)


def _sniffed_text(head: bytes) -> str:
    lowered = head.lower()
    for mark, kind in _MARKUP:
        if mark in lowered:
            return kind
    if lowered.lstrip().startswith(b"<?xml"):
        return "application/xml"
    if b"\x00" in head:
        return "application/octet-stream"
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # A character cut by the end of the head is still text.
        return "text/plain" if error.start >= max(1, len(head) - 3) else "application/octet-stream"
    return "text/plain"
