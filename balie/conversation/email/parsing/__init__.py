"""Raw bytes to a parsed mail: pure, linear in the size of the mail, and no bytes make it fail but by `Unparsable` or `OverBudget`.

It imports neither Django nor the database: it runs in the guarded child process of `guard`.
"""

from __future__ import annotations

from balie.conversation.email.automatic import automatic_reason, is_bounce
from balie.conversation.email.parsing import bodies, contents, headers, structure
from balie.conversation.email.parsing.addresses import addresses_in
from balie.conversation.email.parsing.model import (
    MAX_RAW_BYTES,
    Address,
    Attachment,
    Invitation,
    NestedMail,
    OverBudget,
    ParsedMail,
    Unparsable,
    as_json,
)
from balie.conversation.email.parsing.protection import open_signed, protection_of
from balie.conversation.email.parsing.structure import Part, Reading
from balie.conversation.email.parsing.uuencoded import open_uuencoded

__all__ = [
    "MAX_RAW_BYTES",
    "Address",
    "Attachment",
    "Invitation",
    "NestedMail",
    "OverBudget",
    "ParsedMail",
    "Unparsable",
    "as_json",
    "parse_mail",
]

# Headers in our own namespace are ours to write; one that comes in means nothing.
OWN_PREFIX = "x-balie-"


def parse_mail(raw: bytes) -> ParsedMail:
    """What the mail `raw` says. Raises `Unparsable` for what is no mail, `OverBudget` for what costs too much."""
    if len(raw) > MAX_RAW_BYTES:
        raise OverBudget("raw")
    if not raw.strip(b"\r\n\t \0"):
        raise Unparsable("empty")
    reading = Reading()
    root = structure.read(raw, reading)
    if not root.headers and len(root.children) == 0 and b"\0" in raw[:1024]:
        raise Unparsable("no_mail")
    root.headers = [pair for pair in root.headers if not pair[0].lower().startswith(OWN_PREFIX)]
    return _mail(root, reading)


def _mail(root: Part, reading: Reading) -> ParsedMail:
    open_signed(root, reading)
    open_uuencoded(root, reading)
    found = bodies.sort_out(root)
    unpacked = contents.unpack(found.attached)
    text, html = bodies.plain_text(found), bodies.html(found)
    shown = tuple((name, headers.text(value)) for name, value in root.headers)
    if not headers.every(root.headers, "from"):
        reading.defects.append("no From")
    if len(headers.every(root.headers, "from")) > 1:
        reading.defects.append("more than one From")
    return ParsedMail(
        subject=" ".join(headers.text(root.raw_header("subject")).split()),
        senders=addresses_in(root.headers, "from"),
        to=addresses_in(root.headers, "to"),
        cc=addresses_in(root.headers, "cc"),
        reply_to=addresses_in(root.headers, "reply-to"),
        date=headers.date(root.raw_header("date")),
        message_id=next(iter(headers.ids([root.raw_header("message-id")])), ""),
        references=headers.ids([*headers.every(root.headers, "references"), *headers.every(root.headers, "in-reply-to")]),
        text=text if text.strip() else unpacked.text,
        html=html or unpacked.html,
        attachments=unpacked.attachments,
        headers=shown,
        automatic=automatic_reason(shown),
        is_bounce=is_bounce(shown),
        defects=tuple(dict.fromkeys(reading.defects)),
        protection=protection_of(root, text),
        invitation=contents.invitation(found.attached),
        nested=unpacked.nested,
    )
