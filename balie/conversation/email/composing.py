"""Mail that leaves: built by the standard library's message and policy, so a name or subject can never become a header or a recipient."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from balie.conversation.email.header_lines import one_line, outgoing_policy, phrase, unstructured
from balie.conversation.email.parsing.addresses import trusted_address

MAX_REFERENCES = 50
_ID = re.compile(r"[^\s<>@]{1,200}@[^\s<>@]{1,200}")
_TOKEN = re.compile(r"[a-zA-Z0-9!#$&^_.+-]{1,100}")


class BadAddress(Exception):
    """`address` is none that we send to: it could be read in two ways."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


@dataclass(frozen=True, slots=True)
class Mailbox:
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class OutgoingAttachment:
    """With a `content_id` it is a picture inside the HTML."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMail:
    """One mail to send. Ids stand without angle brackets, `references` oldest first; `date` is aware."""

    sender: Mailbox
    to: Sequence[Mailbox]
    subject: str
    text: str
    message_id: str
    date: datetime
    cc: Sequence[Mailbox] = ()
    reply_to: Mailbox | None = None
    html: str = ""
    attachments: Sequence[OutgoingAttachment] = ()
    in_reply_to: str = ""
    references: Sequence[str] = ()
    automatic: bool = False
    language: str = ""

    @property
    def recipients(self) -> tuple[str, ...]:
        """The addresses of the envelope, each once."""
        return tuple(dict.fromkeys(each.address for each in (*self.to, *self.cc)))


def compose(mail: OutgoingMail) -> bytes:
    """The bytes of `mail` with CRLF line ends. Raises `BadAddress`."""
    message = EmailMessage(policy=_POLICY)
    _address_headers(message, mail)
    message["Subject"] = unstructured(mail.subject)
    message["Date"] = format_datetime(mail.date)
    _thread_headers(message, mail)
    if mail.automatic:
        message["Auto-Submitted"] = "auto-replied"
        message["X-Auto-Response-Suppress"] = "All"
    if _TOKEN.fullmatch(mail.language):
        message["Content-Language"] = mail.language
    _body(message, mail)
    return message.as_bytes()


def _address_headers(message: EmailMessage, mail: OutgoingMail) -> None:
    message["From"] = _address(mail.sender)
    for name, boxes in (("To", mail.to), ("Cc", mail.cc), ("Reply-To", [mail.reply_to] if mail.reply_to else [])):
        if boxes:
            message[name] = ", ".join(_address(box) for box in boxes)


def _thread_headers(message: EmailMessage, mail: OutgoingMail) -> None:
    message["Message-ID"] = _ids([mail.message_id])
    if answered := _ids([mail.in_reply_to]):
        message["In-Reply-To"] = answered
    if references := _ids(dict.fromkeys(mail.references)):
        message["References"] = references


def _address(box: Mailbox) -> str:
    address = trusted_address(box.address)
    if address is None or not address.isascii():
        raise BadAddress(box.address)
    name = phrase(box.name[:200])
    return f"{name} <{address}>" if name else address


def _ids(ids: Iterable[str]) -> str:
    """The well-formed ones of `ids` in angle brackets, the newest 50."""
    usable = [each for each in ids if _ID.fullmatch(each) and each.isascii() and each.isprintable()]
    return " ".join(f"<{each}>" for each in usable[-MAX_REFERENCES:])


def _body(message: EmailMessage, mail: OutgoingMail) -> None:
    message.set_content(_text(mail.text))
    inline = [each for each in mail.attachments if each.content_id and mail.html]
    if mail.html:
        message.add_alternative(_text(mail.html), subtype="html")
        html = next(part for part in message.iter_parts() if part.get_content_subtype() == "html")
        for each in inline:
            kind, subtype = _content_type(each)
            content_id = f"<{one_line(each.content_id)}>"
            html.add_related(each.content, kind, subtype, cid=content_id, filename=one_line(each.name) or "unnamed", disposition="inline")
    for each in mail.attachments:
        if each not in inline:
            kind, subtype = _content_type(each)
            message.add_attachment(each.content, kind, subtype, filename=one_line(each.name) or "unnamed")


def _text(said: str) -> str:
    return said.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _content_type(attachment: OutgoingAttachment) -> tuple[str, str]:
    """A message or multipart would have to be parsed again by the receiver: it goes as plain bytes, with its name."""
    kind, _, subtype = attachment.content_type.lower().partition("/")
    fits = _TOKEN.fullmatch(kind) and _TOKEN.fullmatch(subtype) and kind not in {"message", "multipart"}
    return (kind, subtype) if fits else ("application", "octet-stream")


_POLICY = outgoing_policy()
