"""What stands inside attachments and belongs to the mail: nested messages, the files of a winmail.dat, an invitation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from balie.conversation.email.parsing import bodies, headers, structure
from balie.conversation.email.parsing.invitations import read_invitation
from balie.conversation.email.parsing.model import MAX_PARTS, Attachment, Invitation, OverBudget
from balie.conversation.email.parsing.structure import Part, Reading
from balie.conversation.email.parsing.tnef import Tnef, TnefFile, read_tnef

# The text of further ones is in their file.
MAX_NESTED_READ = 10
MAX_NESTED_TEXT = 200_000
_TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}


@dataclass(frozen=True, slots=True)
class Unpacked:
    attachments: tuple[Attachment, ...]
    text: str
    html: str


def unpack(parts: Iterable[Part]) -> Unpacked:
    """The attachments of `parts`, and the body of a winmail.dat among them. Raises `OverBudget` when they become too many."""
    found: list[Attachment] = []
    text = html = ""
    nested = 0
    for part in parts:
        attachment = bodies.attachment(part)
        if part.content_type == "message/rfc822":
            nested += 1
            attachment = _with_its_text(attachment, part) if nested <= MAX_NESTED_READ else attachment
        elif _is_tnef(attachment) and (tnef := read_tnef(attachment.content)):
            text, html = text or tnef.text, html or tnef.html
            found += _files(tnef)
            if tnef.is_whole:
                continue
        found.append(attachment)
        if len(found) > MAX_PARTS:
            raise OverBudget("parts")
    return Unpacked(tuple(found), text, html)


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


def _with_its_text(attachment: Attachment, part: Part) -> Attachment:
    """A nested message over a limit keeps its file and stays unread."""
    try:
        root = structure.read(attachment.content, Reading())
    except OverBudget:
        return attachment
    text = bodies.plain_text(bodies.sort_out(root))[:MAX_NESTED_TEXT]
    subject = bodies.clean_name(headers.text(root.raw_header("subject")))
    name = f"{subject[:200]}.eml" if subject and not bodies.declared_name(part) else attachment.name
    return replace(attachment, name=name, text=text)
