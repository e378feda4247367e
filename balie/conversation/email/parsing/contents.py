"""What stands inside attachments and belongs to the mail: nested messages, the files of a winmail.dat, an invitation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from balie.conversation.email.parsing import bodies, headers, structure
from balie.conversation.email.parsing.addresses import addresses_in
from balie.conversation.email.parsing.invitations import read_invitation
from balie.conversation.email.parsing.model import MAX_PARTS, Attachment, Invitation, NestedMail, OverBudget
from balie.conversation.email.parsing.structure import Part, Reading
from balie.conversation.email.parsing.tnef import Tnef, TnefFile, read_tnef
from balie.conversation.email.parsing.unusual import words_of

# The text of further ones is in their file.
MAX_NESTED_READ = 10
MAX_NESTED_TEXT = 200_000
# The files of larger ones are only within them.
MAX_NESTED_BYTES = 20 * 1024 * 1024
_TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}


@dataclass(frozen=True, slots=True)
class Unpacked:
    attachments: tuple[Attachment, ...]
    text: str
    html: str
    nested: tuple[NestedMail, ...] = ()


def unpack(parts: Iterable[Part]) -> Unpacked:
    """The attachments of `parts`, the messages and the body of a winmail.dat among them. Raises `OverBudget` when they become too many."""
    found: list[Attachment] = []
    text = html = ""
    nested: list[NestedMail] = []
    for part in parts:
        attachment = bodies.attachment(part)
        if part.content_type == "message/rfc822":
            inner = _nested(attachment) if len(nested) < MAX_NESTED_READ else None
            attachment = _named_after(inner, attachment, part)
            nested += [inner] if inner else []
        elif _is_tnef(attachment) and (tnef := read_tnef(attachment.content)):
            text, html = text or tnef.text, html or tnef.html
            found += _files(tnef)
            if tnef.is_whole:
                continue
        else:
            text = text or words_of(part)
        found.append(attachment)
        if len(found) + sum(len(each.attachments) for each in nested) > MAX_PARTS:
            raise OverBudget("parts")
    return Unpacked(tuple(found), text, html, tuple(nested))


def invitation(parts: Iterable[Part]) -> Invitation | None:
    """What the first calendar among `parts` invites to."""
    calendars = (part for part in parts if part.content_type in {"text/calendar", "application/ics"})
    return next((found for part in calendars if (found := read_invitation(bodies.read(part)))), None)


def _is_tnef(attachment: Attachment) -> bool:
    return attachment.content_type in _TNEF or attachment.name.lower() == "winmail.dat"


def _files(tnef: Tnef) -> list[Attachment]:
    return [_file(each) for each in tnef.files if each.content or each.name]


def _file(file: TnefFile) -> Attachment:
    return Attachment(
        name=bodies.clean_name(file.name) or "unnamed",
        content_type=structure.usable_type(file.content_type) or "application/octet-stream",
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        content=file.content,
        content_id=bodies.clean_name(file.content_id),
        is_inline=bool(file.content_id),
    )


def _nested(attachment: Attachment) -> NestedMail | None:
    """The message that the attachment is; one over a limit stays unread."""
    try:
        root = structure.read(attachment.content, Reading())
    except OverBudget:
        return None
    found = bodies.sort_out(root)
    return NestedMail(
        sha256=attachment.sha256,
        subject=bodies.clean_name(headers.text(root.raw_header("subject"))),
        senders=addresses_in(root.headers, "from"),
        to=addresses_in(root.headers, "to"),
        date=headers.date(root.raw_header("date")),
        text=bodies.plain_text(found)[:MAX_NESTED_TEXT],
        attachments=tuple(map(bodies.attachment, found.attached)) if attachment.size <= MAX_NESTED_BYTES else (),
    )


def _named_after(inner: NestedMail | None, attachment: Attachment, part: Part) -> Attachment:
    """Its file is named after its subject, when nothing else names it."""
    if not (inner and inner.subject) or bodies.declared_name(part):
        return attachment
    return replace(attachment, name=f"{inner.subject[:200]}.eml")
