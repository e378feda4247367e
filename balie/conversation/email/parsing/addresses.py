"""Address lists, hardened: an address that could be read in two ways is kept as text and is never an identity.

RFC 5322 §3.4; encoded words count in names only. The traps are those of the "split the atom" class: an encoded word, a quoted
local part, a control character or a second @ in the address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from balie.conversation.email.parsing.headers import decode_words, eight_bit, every
from balie.conversation.email.parsing.model import Address

MAX_ADDRESSES = 1000
_LOCAL = re.compile(r"[^\x00-\x20\x7f-\xa0\"(),:;<>@\[\\\]]{1,128}")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_INVISIBLE = dict.fromkeys((*range(32), *range(127, 160)), " ")


def address_list(value: bytes) -> tuple[Address, ...]:
    """The addresses in the unfolded `value`, at most 1,000; groups are flattened."""
    found: list[Address] = []
    for name, spec in _mailboxes(eight_bit(value)):
        if len(found) == MAX_ADDRESSES:
            break
        if address := _address(name, spec):
            found.append(address)
    return tuple(found)


def addresses_in(found: Iterable[tuple[str, bytes]], name: str) -> tuple[Address, ...]:
    """The addresses of every header `name` (in lower case) in `found`, each once."""
    return tuple(dict.fromkeys(each for value in every(found, name) for each in address_list(value)))


def trusted_address(spec: str) -> str | None:
    """`spec` in its one form (domain in lower-case ASCII), or None when it could mean something else too."""
    local, at, domain = spec.rpartition("@")
    if not at or len(spec) > 320 or not _LOCAL.fullmatch(local) or "=?" in local or not local.isprintable():
        return None
    ascii_domain = _ascii_domain(domain)
    return f"{local}@{ascii_domain}" if ascii_domain else None


def _ascii_domain(domain: str) -> str | None:
    domain = domain.casefold().removesuffix(".")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii") if len(domain) < 254 else ""
        except UnicodeError:
            return None
    labels = domain.split(".")
    return domain if len(domain) < 254 and all(_LABEL.fullmatch(label) for label in labels) else None


def _address(name: str, spec: str) -> Address | None:
    spec = spec.strip()
    shown = " ".join(decode_words(name).translate(_INVISIBLE).split())
    if not spec:
        return Address(shown, None) if shown else None
    trusted = trusted_address(spec)
    if trusted:
        return Address(shown, trusted)
    kept = " ".join(spec.translate(_INVISIBLE).split())
    return Address(f"{shown} <{kept}>" if shown else kept, None)


def _mailboxes(value: str) -> Iterator[tuple[str, str]]:
    """(name, address) of each entry of a list, undecoded."""
    reader = _Reader(value)
    while reader.at < len(value):
        entry = reader.entry()
        if entry.angle is not None:
            yield entry.name or entry.comment, entry.angle
        elif "@" in entry.spec and not (" " in entry.spec and "=?" in entry.spec):
            yield entry.comment, entry.spec
        else:
            yield entry.name or entry.comment, ""


@dataclass(slots=True)
class _Entry:
    """One entry: the text outside brackets without quotes and as written, what stands in < >, and the comments."""

    name: str = ""
    spec: str = ""
    angle: str | None = None
    comment: str = ""


class _Reader:
    """One walk over an address list; `at` only moves forward."""

    def __init__(self, value: str) -> None:
        self.value, self.at = value, 0
        # One look tells whether a quote or bracket can still close, so that unclosed ones cost no second walk.
        self.last = {char: value.rfind(char) for char in '">)'}

    def entry(self) -> _Entry:
        """The entry up to the next comma or semicolon; a group's name before a colon is dropped."""
        name: list[str] = []
        spec: list[str] = []
        comments: list[str] = []
        angle: str | None = None
        has_at = False
        while self.at < len(self.value):
            char = self.value[self.at]
            self.at += 1
            if char in ",;":
                break
            if char == ":" and angle is None and not has_at:
                name, spec = [], []
            elif char == '"' and self.last['"'] >= self.at:
                quoted = self._quoted()
                name.append(quoted)
                spec.append(f'"{quoted}"')
            elif char == "<" and angle is None and self.last[">"] >= self.at:
                angle = self._angle()
            elif char == "(" and self.last[")"] >= self.at:
                comments.append(self._comment())
            else:
                has_at = has_at or char == "@"
                name.append(char)
                spec.append(char)
        return _Entry("".join(name).strip(), "".join(spec).strip(), angle, " ".join(comments).strip())

    def _quoted(self) -> str:
        inner: list[str] = []
        while self.at < len(self.value) and self.value[self.at] != '"':
            if self.value[self.at] == "\\" and self.at + 1 < len(self.value):
                self.at += 1
            inner.append(self.value[self.at])
            self.at += 1
        self.at += 1
        return "".join(inner)

    def _angle(self) -> str:
        end = self.value.find(">", self.at)
        inner, self.at = self.value[self.at : end], end + 1
        return inner.strip().strip("<")

    def _comment(self) -> str:
        inner: list[str] = []
        depth = 1
        while self.at < len(self.value):
            char = self.value[self.at]
            self.at += 1
            depth += (char == "(") - (char == ")")
            if depth == 0:
                break
            inner.append(char)
        return "".join(inner)
