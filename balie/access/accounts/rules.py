"""Pure rules of accounts: secrets, lifetimes, mentions."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

LIFETIMES = {
    "invitation": timedelta(hours=72),
    "reset": timedelta(minutes=30),
    "first_administrator": timedelta(hours=72),
}
_MENTION = re.compile(r"(?<![\w@.])@([a-z0-9][a-z0-9._-]{0,58}[a-z0-9]|[a-z0-9])", re.IGNORECASE)


def hash_secret(secret: str) -> str:
    """SHA-256, hex. Our secrets hold 256 random bits, so a slow hash would add nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def mentions(text: str) -> list[str]:
    """The user names written as `@name`, lower case, in order, each once. An address is no mention."""
    return list(dict.fromkeys(name.lower() for name in _MENTION.findall(text)))
