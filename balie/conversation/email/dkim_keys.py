"""DKIM from the administrator's side: which key our own mail is signed with, and what is wrong with the record of one."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum

from dkim.crypto import UnparsableKeyError, parse_public_key

# Below it receivers do not believe a signature (RFC 8301).
FEWEST_BITS = 1024
ED25519_BYTES = 32
_FIELD = re.compile(rb"^DKIM-Signature:((?:[^\r\n]|\r?\n[ \t]){1,4000})", re.IGNORECASE | re.MULTILINE)
_SELECTOR = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?")


class Fault(StrEnum):
    """Why a record cannot serve."""

    WITHDRAWN = "withdrawn"
    UNREADABLE = "unreadable"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Key:
    """What a TXT record says of a key; `bits` of an RSA key that can be read."""

    fault: Fault | None
    bits: int = 0


def selectors_in(raw: bytes, domain: str) -> list[str]:
    """The selectors under which `domain` signed this mail, or one that it brings back; each once, outermost first."""
    found = []
    for field in _FIELD.findall(raw):
        tags = _tags(field.decode("ascii", "replace"))
        selector = tags.get("s", "").casefold()
        if tags.get("d", "").casefold() == domain.casefold() and _SELECTOR.fullmatch(selector):
            found.append(selector)
    return list(dict.fromkeys(found))


def read_key(record: str) -> Key | None:
    """The key of a TXT record (RFC 6376 §3.6.1), or None when the record is about something else."""
    tags = _tags(record)
    if "p" not in tags or tags.get("v", "DKIM1") != "DKIM1":
        return None
    if not tags["p"]:
        return Key(Fault.WITHDRAWN)
    try:
        content = base64.b64decode(tags["p"], validate=True)
        bits = parse_public_key(content)["modulus"].bit_length() if tags.get("k", "rsa") == "rsa" else 0
    except (binascii.Error, UnparsableKeyError, ValueError, IndexError):
        return Key(Fault.UNREADABLE)
    if not bits:
        return Key(None if len(content) == ED25519_BYTES else Fault.UNREADABLE)
    return Key(Fault.SHORT if bits < FEWEST_BITS else None, bits)


def _tags(said: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in said.split(";"))
    return {name.strip().casefold(): "".join(value.split()) for name, equals, value in pairs if equals}
