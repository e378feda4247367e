"""What a parsed mail is, and the two refusals of parsing; plain values, so they can cross a process border."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

MAX_RAW_BYTES = 50 * 1024 * 1024
MAX_PARTS = 1000
MAX_DEPTH = 50
MAX_HEADER_BYTES = 64 * 1024
MAX_HEADERS = 10_000


class Unparsable(Exception):
    """These bytes are no mail; `code` says why: empty, no_mail, or reader_failed with the `kind` of the failure."""

    def __init__(self, code: str, kind: str = "") -> None:
        super().__init__(code, kind)
        self.code, self.kind = code, kind


class OverBudget(Exception):
    """The mail asks for more than a mail may cost; `what` names the limit: raw, parts, depth, header, headers, time or memory."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Address:
    """`address` is None when what stands there must not be trusted as an identity; its text is then in `name`."""

    name: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content_type: str
    size: int
    sha256: str
    content: bytes
    content_id: str
    is_inline: bool


@dataclass(frozen=True, slots=True)
class NestedMail:
    """A message within the mail: `sha256` is its file's among the attachments of the mail, `attachments` are its own."""

    sha256: str
    subject: str
    senders: tuple[Address, ...]
    to: tuple[Address, ...]
    date: datetime | None
    text: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Invitation:
    """An event somebody invites to. `method` as in RFC 5546; the moments are ISO 8601, a named zone behind them; all may be empty.

    A day without a time lasts the whole of it, and `ends` is then the day after the last. `repeats` is the rule of RFC 5545, `status`
    the event's, `answer` what the one who replies makes of it.
    """

    method: str
    summary: str
    starts: str
    ends: str
    organiser: str
    place: str
    repeats: str = ""
    status: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """One mail, read. Ids stand without angle brackets, newest last; `html` is as it came, never to be shown unsanitised.

    `automatic` says why the mail counts as sent by a machine, or None; own addresses are not known here. `protection` is
    smime_signed, smime_closed (signed, but its content could not be unpacked), smime_encrypted, pgp_signed, pgp_encrypted or
    empty: what the mail says of itself, not verified.
    """

    subject: str
    senders: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    date: datetime | None
    message_id: str
    references: tuple[str, ...]
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    headers: tuple[tuple[str, str], ...]
    automatic: str | None
    is_bounce: bool
    defects: tuple[str, ...]
    protection: str = ""
    invitation: Invitation | None = None
    nested: tuple[NestedMail, ...] = ()

    @property
    def sender(self) -> Address:
        return self.senders[0] if self.senders else Address("", None)

    @property
    def is_automatic(self) -> bool:
        return self.automatic is not None

    def header(self, name: str) -> str:
        """The first value of the header `name`, or an empty text."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


def as_json(mail: ParsedMail) -> dict[str, Any]:
    """The answer of `balie mail parse`, one object a mail."""
    return {
        "subject": mail.subject,
        "from": _addresses(mail.senders),
        "to": _addresses(mail.to),
        "cc": _addresses(mail.cc),
        "reply_to": _addresses(mail.reply_to),
        "date": mail.date.isoformat() if mail.date else None,
        "message_id": mail.message_id,
        "references": list(mail.references),
        "text": mail.text,
        "html": mail.html,
        "attachments": [
            {"name": each.name, "content_type": each.content_type, "size": each.size, "sha256": each.sha256} for each in mail.attachments
        ],
        "headers": [list(pair) for pair in mail.headers],
        "automatic": mail.automatic,
        "bounce": mail.is_bounce,
        "protection": mail.protection,
        "invitation": asdict(mail.invitation) if mail.invitation else None,
        "defects": list(mail.defects),
    }


def _addresses(addresses: Iterable[Address]) -> list[dict[str, str | None]]:
    return [{"name": each.name, "address": each.address} for each in addresses]
