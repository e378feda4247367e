"""Reply tokens: proof that an answer comes from the one we wrote to, for this thread and this purpose.

HMAC-SHA256 over every field, cut to 160 bits; there is one format and no older one. Lower-case base32 survives mail addresses, which may be
folded to one case. In an address `reply+TOKEN@domain`, in our Message-ID `<TOKEN.random@domain>`.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

TAG_BYTES: Final = 20
_TOKEN: Final = re.compile(r"[a-z2-7]{1,20}-[a-z]{1,12}-[0-9]{1,19}-[a-z2-7]{32}")
_PURPOSE: Final = re.compile(r"[a-z]{1,12}")


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key; `key_id` (base32 letters, at most 20) stands in the token, so keys can be replaced one by one."""

    key_id: str
    secret: bytes


@dataclass(frozen=True, slots=True)
class Token:
    """What a valid token says: we wrote to `recipient` in this thread, for this purpose."""

    thread_id: int
    purpose: str
    recipient: str


def key_of(secret: bytes) -> Key:
    """The key with `secret`, named by its own hash."""
    return Key(base64.b32encode(sha256(b"balie mail key id" + secret).digest())[:8].decode().lower(), secret)


def reply_token(thread_id: int, *, recipient: str, purpose: str, key: Key) -> str:
    """The token for answers of `recipient` (an address) in the thread; `purpose` is a short word, such as "reply"."""
    if thread_id < 0 or not _PURPOSE.fullmatch(purpose):
        raise ValueError(f"a token takes a whole thread id and a purpose of letters, not {thread_id!r} and {purpose!r}")
    tag = base64.b32encode(_tag(thread_id, recipient, purpose, key)).decode().lower()
    return f"{key.key_id}-{purpose}-{thread_id}-{tag}"


def read_token(token: str, *, recipients: Iterable[str], keys: Mapping[str, Key]) -> Token | None:
    """What `token` proves when it was made for one of `recipients` under one of `keys` (by key id); None for every other text."""
    if len(token) > 100 or not _TOKEN.fullmatch(token):
        return None
    key_id, purpose, number, said = token.split("-")
    key, thread_id = keys.get(key_id), int(number)
    if key is None or str(thread_id) != number:
        return None
    tag = _decoded(said)
    # Every recipient is compared, so the time tells nothing about which one it was.
    matches = [each for each in recipients if hmac.compare_digest(tag, _tag(thread_id, each, purpose, key))]
    return Token(thread_id, purpose, matches[0]) if matches else None


def claimed_thread(token: str) -> int | None:
    """The thread id `token` names, unproven: only to look up whose tokens to compare with."""
    return int(token.split("-")[2]) if len(token) <= 100 and _TOKEN.fullmatch(token) else None


def _decoded(said: str) -> bytes:
    try:
        return base64.b32decode(said.upper())
    except binascii.Error:
        return b""


def _tag(thread_id: int, recipient: str, purpose: str, key: Key) -> bytes:
    # Each field is preceded by its length: no two different sets of fields give the same bytes.
    fields = (key.key_id, purpose, str(thread_id), recipient.strip().casefold())
    message = b"".join(len(field.encode()).to_bytes(4) + field.encode() for field in fields)
    return hmac.digest(key.secret, b"balie reply token 1\0" + message, "sha256")[:TAG_BYTES]


def reply_address(token: str, *, domain: str) -> str:
    return f"reply+{token}@{domain}"


def message_id(token: str, *, domain: str) -> str:
    """A new Message-ID, without angle brackets; the random part makes it unique, the token lets an answer find its thread."""
    return f"{token}.{secrets.token_hex(8)}@{domain}"


def tokens_in(addresses: Iterable[str], message_ids: Iterable[str], *, domain: str) -> tuple[str, ...]:
    """Every text at `domain` that has the form of a token, addresses first; nothing is verified here."""
    found: list[str] = []
    for local, _, host in (address.lower().rpartition("@") for address in addresses):
        if host == domain and local.startswith("reply+"):
            found.append(local.removeprefix("reply+"))
    for local, _, host in (each.lower().rpartition("@") for each in message_ids):
        if host == domain:
            found.append(local.partition(".")[0])
    return tuple(dict.fromkeys(token for token in found if len(token) <= 100 and _TOKEN.fullmatch(token)))
