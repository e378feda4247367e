"""Header values for mail that leaves, finished by us: the library, when it folds a long quoted name, can drop the quotes and so let a part of
the name become an address, and it decodes an encoded word that somebody typed. Here nothing is ever quoted: what is not plain is encoded.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from typing import Any

LINE = 76
_WORD_BYTES = 42
# Letters, digits and the few signs that mean nothing in an address list (RFC 5322 atext).
_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/^_`{|}~ -]*")
_PRINTABLE = re.compile(r"[ -~]*")
_LONGEST_PLAIN = 60


def one_line(said: str) -> str:
    """`said` on one line, without characters that no header may hold or that turn the reading direction."""
    shown = "".join(char if char.isprintable() else " " for char in said.encode("utf-8", "replace").decode("utf-8"))
    return " ".join(shown.split())


def phrase(name: str) -> str:
    """The display name `name` as it may stand before an address."""
    return _plain_or_encoded(one_line(name), _PHRASE)


def unstructured(said: str) -> str:
    """`said` as the value of a header that is text, such as a subject."""
    return _plain_or_encoded(one_line(said), _PRINTABLE)


def _plain_or_encoded(said: str, plain: re.Pattern[str]) -> str:
    is_short = all(len(word) <= _LONGEST_PLAIN for word in said.split(" "))
    return said if plain.fullmatch(said) and "=?" not in said and is_short else " ".join(_encoded_words(said))


def _encoded_words(said: str) -> Iterator[str]:
    """Words of at most 75 characters (RFC 2047 §2), none of them cutting a character in two."""
    chunk = b""
    for char in said:
        octets = char.encode()
        if len(chunk) + len(octets) > _WORD_BYTES:
            yield f"=?utf-8?b?{b64encode(chunk).decode()}?="
            chunk = b""
        chunk += octets
    if chunk:
        yield f"=?utf-8?b?{b64encode(chunk).decode()}?="


class FinishedHeader(UnstructuredHeader):
    """A value kept as it was given and folded only at its spaces."""

    max_count = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        """Nothing is decoded: the tree is what the base class wants to keep, and is not used."""
        kwds["parse_tree"] = cls.value_parser("")
        kwds["decoded"] = value

    def fold(self, *, policy: EmailPolicy[Any]) -> str:
        """The header's lines: at most 76 characters, but for a single word that is longer."""
        lines = [f"{self.name}:"]  # type: ignore[attr-defined]  # the registry adds the base class that has `name`
        for word in str(self).split():
            if len(lines[-1]) + 1 + len(word) > LINE and not lines[-1].endswith(":"):
                lines.append("")
            lines[-1] += f" {word}"
        return policy.linesep.join(lines) + policy.linesep


def outgoing_policy() -> EmailPolicy[EmailMessage]:
    """The library's policy for SMTP, with our headers finished by us."""
    registry = HeaderRegistry()
    for name in ("from", "to", "cc", "reply-to", "subject", "message-id", "in-reply-to", "references"):
        registry.map_to_type(name, FinishedHeader)  # type: ignore[arg-type]  # the registry adds the base class
    return SMTP.clone(header_factory=registry, message_factory=EmailMessage)
