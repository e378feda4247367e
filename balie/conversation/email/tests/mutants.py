"""Mails damaged at random, the same ones for the same seed: bytes changed, cut out, doubled and swapped, two mails crossed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

# What a mail's meaning hangs on, and what has hurt readers of mail elsewhere.
HOSTILE = (
    b"\0", b"\xff\xfe", b"\r", b"\n", b"\r\n\r\n", b"\n\n", b"\n ", b"=", b"=?", b"?=", b"=?utf-8?q?", b"=?x?b?", b'"', b"\\", b"<", b">", b"(", b")", b",",
    b";", b":", b"@", b"--", b"\n--", b"; boundary=", b"; boundary=\"\"", b"; name*0*=", b"; filename*1*=''%", b"; charset=", b"utf-16", b"utf-7", b"hz", b"; charset=utf-7\n", b"+2AA-", b"%2B2AA-", b"=?utf-7?q?+2AA-?=",
    b"Content-Type: multipart/mixed\n", b"Content-Type: message/rfc822\n", b"Content-Transfer-Encoding: base64\n", b"begin 644 x\n", b"\x78\x9f\x3e\x22",
    b"Content-Type: text/calendar\n", b"Content-Type: application/ms-tnef\n", b"BEGIN:VEVENT\n", b"<!--", b"<script", b"&#x110000;", b"\xed\xa0\x80",
)  # fmt: skip
MAX_BYTES = 100_000
MAX_DAMAGES = 8


def mutants(paths: Sequence[Path], *, count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """`count` damaged mails of those at `paths`, each with the name that makes it again: the mail's own and its number."""
    contents = [path.read_bytes()[:MAX_BYTES] for path in paths]
    for number in range(count):
        at = number % len(paths)
        dice = random.Random(f"{seed}:{number}")
        yield f"{paths[at].name} number {number} seed {seed}", mutant(contents[at], dice.choice(contents), dice)


def mutant(raw: bytes, other: bytes, dice: random.Random) -> bytes:
    """`raw` damaged up to eight times; `other` lends it pieces."""
    for _ in range(dice.randint(1, MAX_DAMAGES)):
        raw = _damaged(raw, other, dice)
    return raw


def _damaged(raw: bytes, other: bytes, dice: random.Random) -> bytes:
    start, end = _stretch(raw, dice)
    match dice.randrange(8):
        case 0:
            return raw[:start] + dice.choice(HOSTILE) + raw[start:]
        case 1:
            return raw[:start] + dice.choice(HOSTILE) + raw[end:]
        case 2:
            return raw[:start] + raw[end:]
        case 3:
            return raw[:start] + raw[start:end] * dice.randint(2, 20) + raw[end:]
        case 4:
            return raw[:start] + bytes([dice.randrange(256)]) + raw[start + 1 :]
        case 5:
            return raw[:start]
        case 6:
            first, last = _stretch(other, dice)
            return raw[:start] + other[first:last] + raw[start:]
        case _:
            return raw[:start] + dice.randbytes(end - start) + raw[end:]


def _stretch(raw: bytes, dice: random.Random) -> tuple[int, int]:
    """A short stretch, in half of the cases among the headers."""
    reach = min(len(raw), 2000) if dice.random() < 0.5 else len(raw)
    start = dice.randint(0, reach)
    return start, min(len(raw), start + dice.randint(1, 200))
