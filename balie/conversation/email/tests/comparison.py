"""Our reading of a mail beside the one another reader (stalwart's mail-parser) is expected to give: each difference, by kind."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from balie.conversation.email.parsing import ParsedMail, parse_mail

ADDRESS_HEADERS = ("from", "to", "cc", "reply_to")


@dataclass(slots=True)
class Score:
    """`differences` are texts by the mail's name; `same` and `all` count by kind."""

    same: dict[str, int] = field(default_factory=dict)
    all: dict[str, int] = field(default_factory=dict)
    differences: dict[str, list[str]] = field(default_factory=dict)

    def note(self, name: str, kind: str, difference: str) -> None:
        self.all[kind] = self.all.get(kind, 0) + 1
        self.same[kind] = self.same.get(kind, 0) + (not difference)
        if difference:
            self.differences.setdefault(name, []).append(f"{kind}: {difference}")

    def share(self, kind: str) -> float:
        return self.same[kind] / self.all[kind]


def compare(paths: Iterator[Path], root: Path) -> Score:
    """All mails of `paths` that have an expected JSON beside them."""
    score = Score()
    for path in paths:
        raw = path.read_bytes()
        expected = path.with_suffix(".crlf.json" if b"\r\n" in raw else ".json")
        if expected.exists():
            _compare(score, str(path.relative_to(root)), parse_mail(raw), json.loads(expected.read_text()))
    return score


def _compare(score: Score, name: str, mail: ParsedMail, expected: dict[str, Any]) -> None:
    headers = {str(each["name"]): each["value"] for each in reversed(expected["parts"][0]["headers"])}
    score.note(name, "subject", "" if same_text(subject_of(headers), mail.subject) else "another text")
    for header, found in zip(ADDRESS_HEADERS, (mail.senders, mail.to, mail.cc, mail.reply_to), strict=True):
        wanted = expected_addresses(headers.get(header))
        if wanted or found:
            ours = [(each.address or "").lower() for each in found]
            score.note(name, "addresses", "" if wanted == ours else f"{header}, {len(wanted)} expected, {len(ours)} found")
    for index, part in enumerate(expected["parts"]):
        kind, value = next(iter(part["body"].items()))
        if kind in {"Text", "Html", "Binary", "InlineBinary", "Message"}:
            size = part["offset_end"] - part["offset_body"]
            score.note(name, "parts", "" if size <= 0 or _is_shown(mail, kind, value) else f"part {index} ({kind})")


def _is_shown(mail: ParsedMail, kind: str, value: Any) -> bool:
    """Whether the part's text stands in a body, or its bytes in a file."""
    if kind in {"Binary", "InlineBinary"}:
        return hashlib.sha256(bytes(value)).hexdigest() in {each.sha256 for each in mail.attachments}
    if kind == "Message":
        return any(each.content_type == "message/rfc822" for each in mail.attachments)
    wanted = squeezed(value)
    bodies = (mail.text, mail.html, *(each.content.decode("utf-8", "replace") for each in mail.attachments))
    return any(_holds(squeezed(body), wanted) for body in bodies) or any(
        _holds(squeezed(each.content.decode("latin-1")), wanted) for each in mail.attachments
    )


def _holds(body: str, wanted: str) -> bool:
    """A character the other reader gave up on (U+FFFD) cuts its text in pieces, each of which must be there in order."""
    at = 0
    for piece in wanted.split("\ufffd"):
        found = body.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def squeezed(text: str) -> str:
    return "".join(text.replace("\0", "").replace("\ufeff", "").split())


def same_text(wanted: str, found: str) -> bool:
    """Equal but for white space; a character the other reader gave up on (U+FFFD) may be any of ours."""
    left, right = " ".join(wanted.split()), " ".join(found.split())
    return left == right or (len(left) == len(right) and all(a in (b, "\ufffd") for a, b in zip(left, right, strict=True)))


def subject_of(headers: dict[str, Any]) -> str:
    value = headers.get("subject")
    return (value.get("Text") or "") if isinstance(value, dict) else ""


def expected_addresses(value: Any) -> list[str]:
    if not isinstance(value, dict):
        return []
    found = value.get("Address", {})
    entries = found.get("List") or [each for group in found.get("Group", []) for each in group["addresses"]]
    return [(each["address"] or "").lower() for each in entries]
