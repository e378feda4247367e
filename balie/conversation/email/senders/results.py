"""The results a mail server that we trust wrote on a mail (Authentication-Results, RFC 8601). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

FIELD = "authentication-results"
MOST_FIELDS, LONGEST = 10, 8_000
_PROPERTIES = {"dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom", "smtp.helo"), "dmarc": ("header.from",)}


class Outcome(StrEnum):
    """What a check came to; every other word a server may write is `none`."""

    PASS = "pass"  # noqa: S105  RFC 8601's word, no secret
    FAIL = "fail"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Proof:
    """One check: `method` is dkim, spf or dmarc, `domain` the one it speaks for, in lower case."""

    method: str
    outcome: Outcome
    domain: str


_OUTCOMES = {
    "pass": Outcome.PASS,
    "fail": Outcome.FAIL,
    "hardfail": Outcome.FAIL,
    "softfail": Outcome.FAIL,
    "permerror": Outcome.FAIL,
    "temperror": Outcome.UNKNOWN,
}


def trusted_results(headers: Iterable[tuple[str, str]], *, receiver: str) -> list[Proof] | None:
    """What `receiver` found; None when it wrote nothing on this mail. `headers` as they stand, topmost first.

    Only what stands above the second Received counts: everything below was there before the mail reached the receiver, so
    anybody may have written it.
    """
    wanted, received = receiver.strip().casefold(), 0
    found: list[str] = []
    for name, value in headers:
        key = name.casefold()
        if key == "received":
            received += 1
            if received > 1:
                break
        elif key == FIELD and len(found) < MOST_FIELDS:
            found.append(value[:LONGEST])
    said = [parts for value in found if (parts := _parts(value)) and _server(parts[0]) == wanted]
    if not wanted or not said:
        return None
    return [proof for parts in said for part in parts[1:] if (proof := _proof(part)) is not None]


def _parts(value: str) -> Sequence[str]:
    """The statements of one field, comments taken out."""
    return [part.strip() for part in _without_comments(value).split(";")]


def _without_comments(value: str) -> str:
    kept, depth, is_quoted, skip = [], 0, False, False
    for char in value:
        if skip:
            skip = False
        elif char == "\\":
            skip = True
            continue
        elif char == '"' and not depth:
            is_quoted = not is_quoted
            continue
        elif char == "(" and not is_quoted:
            depth += 1
            continue
        elif char == ")" and not is_quoted and depth:
            depth -= 1
            continue
        if not depth:
            # What is quoted cannot end a statement.
            kept.append(" " if is_quoted and char in ";=" else char)
    return "".join(kept)


def _server(part: str) -> str:
    """The name of who writes; a version may follow it."""
    words = part.split()
    return words[0].casefold() if words else ""


def _proof(part: str) -> Proof | None:
    words = part.split()
    method, _equals, word = words[0].partition("=") if words else ("", "", "")
    method = method.casefold().partition("/")[0]
    if method not in _PROPERTIES or not word:
        return None
    given = dict(pair for each in words[1:] if "=" in each for pair in [_property(each)])
    domain = next((given[name] for name in _PROPERTIES[method] if given.get(name)), "")
    return Proof(method, _OUTCOMES.get(word.casefold(), Outcome.NONE), domain)


def _property(word: str) -> tuple[str, str]:
    name, _equals, value = word.partition("=")
    return name.casefold(), value.strip("<>").rpartition("@")[2].rstrip(".").casefold()
