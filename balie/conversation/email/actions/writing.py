"""A letter becomes a mail on its way out: composed once, kept as a file, with its row and its job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from balie.access.accounts.models import User
from balie.conversation.contacts.actions import NewMessage
from balie.conversation.contacts.models import Contact, Message
from balie.conversation.email import queries
from balie.conversation.email.backoff import GIVE_UP
from balie.conversation.email.breakers import counted_address
from balie.conversation.email.composing import Mailbox as Box
from balie.conversation.email.composing import OutgoingAttachment, OutgoingMail, compose
from balie.conversation.email.jobs import defer_sending
from balie.conversation.email.models import AutomaticMail, Email, InlinePart, Mailbox, Outgoing, Thread
from balie.conversation.email.signing import with_signature
from balie.conversation.email.tokens import message_id, reply_address, reply_token
from balie.conversation.email.written import in_our_face
from balie.foundation.files.actions import store_file
from balie.foundation.files.models import File
from balie.foundation.files.queries import read_file
from balie.foundation.live import nudge
from balie.foundation.statements.rows import add_rows, insert_row

PURPOSE = "reply"


@dataclass(frozen=True, kw_only=True)
class ByItself:
    """Of a mail that no person wrote: why it goes out, under which return path, and from when on.

    `purpose` as in `AutomaticMail`; an empty `return_path` lets nothing come back; `names_mail` refers to the mails it answers;
    `held_for` names the breaker it met.
    """

    purpose: str
    language: str
    return_path: str
    names_mail: bool
    not_before: datetime
    held_for: str = ""
    ticket_number: int | None = None


@dataclass(frozen=True)
class LaidOut:
    """The same words as HTML, clean; `pictures` stand in it by their Content-ID."""

    html: str = ""
    pictures: tuple[tuple[str, File], ...] = ()


NOT_LAID_OUT = LaidOut()


@dataclass(frozen=True)
class Passed:
    """A mail passed on below one's own words: as `text` when they do not hold it, and in its own layout."""

    text: str = ""
    laid_out: LaidOut = NOT_LAID_OUT


NOTHING_PASSED = Passed()


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is written to whom in which thread; the addresses were checked. `signature` goes below the text, its placeholders filled."""

    thread: Thread
    text: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    files: tuple[File, ...]
    dedupe_key: str
    by: User | None
    at: datetime
    laid_out: LaidOut = NOT_LAID_OUT
    send_at: datetime | None = None
    by_itself: ByItself | None = None
    bcc: tuple[str, ...] = ()
    signature: str = ""

    @property
    def leaves_at(self) -> datetime:
        """When it may go out."""
        return self.by_itself.not_before if self.by_itself else max(self.send_at or self.at, self.at)

    @property
    def blind_copies(self) -> tuple[str, ...]:
        """Who gets a copy that no header names: those of the letter and of its mailbox, never who is named and never ourselves."""
        asked = {address.casefold(): address for address in (*self.bcc, *self.thread.mailbox.always_bcc)}
        named = {address.casefold() for address in (*self.to, *self.cc)} | (queries.own_addresses() if asked else frozenset())
        return tuple(address for key, address in asked.items() if key not in named)


def write_outgoing(letter: Letter, message: Message) -> Outgoing:
    """Compose the mail of `message`, whose transaction it shares, and have it sent."""
    alone = letter.by_itself
    box, before = letter.thread.mailbox, [] if alone and not alone.names_mail else queries.references_of(letter.thread)
    domain = box.address.rpartition("@")[2]
    token = reply_token(letter.thread.pk, recipient=letter.to[0], purpose=PURPOSE, key=queries.mail_key())
    own_id = message_id(token, domain=domain)
    signed = with_signature(letter.text, letter.laid_out.html, signature=letter.signature)
    raw = compose(
        OutgoingMail(
            sender=Box(box.name, box.address),
            to=[Box("", address) for address in letter.to],
            cc=[Box("", address) for address in letter.cc],
            subject=letter.subject,
            text=signed.text,
            html=in_our_face(signed.html),
            message_id=own_id,
            date=letter.leaves_at,
            reply_to=_reply_to(box, token, domain),
            attachments=_attachments(letter),
            in_reply_to=before[-1] if before else "",
            references=before,
            automatic=alone is not None,
            language=alone.language if alone else "",
        )
    )
    email = _write_email(letter, message, own_id, before)
    return _queue(letter, email, raw)


def _attachments(letter: Letter) -> list[OutgoingAttachment]:
    """The pictures in the HTML, then what is attached."""
    held = [*letter.laid_out.pictures, *(("", file) for file in letter.files)]
    return [OutgoingAttachment(file.name, file.content_type, read_file(file), called) for called, file in held]


def _reply_to(box: Mailbox, token: str, domain: str) -> Box | None:
    """A reply address of its own where mail for it arrives; elsewhere the Message-ID carries the token."""
    if box.source != Mailbox.Source.LISTENER and not box.takes_reply_addresses:
        return None
    return Box(box.name, reply_address(token, domain=domain))


def _write_email(letter: Letter, message: Message, own_id: str, before: list[str]) -> Email:
    email = insert_row(
        Email(
            thread=letter.thread,
            message=message,
            internet_message_id=own_id,
            in_reply_to=before[-1] if before else "",
            references=before,
            sender=letter.thread.mailbox.address,
            to=[["", address] for address in letter.to],
            cc=[["", address] for address in letter.cc],
            bcc=list(letter.blind_copies),
            signature=letter.signature,
            matched_by=Email.MatchedBy.OURS,
            is_automatic=letter.by_itself is not None,
        )
    )
    add_rows([InlinePart(email=email, content_id=called, file=picture) for called, picture in letter.laid_out.pictures])
    return email


def _queue(letter: Letter, email: Email, raw: bytes) -> Outgoing:
    file = store_file(raw, name="mail.eml", content_type="message/rfc822", by=None, at=letter.at, limit=100 * 1024 * 1024)
    alone = letter.by_itself
    outgoing = insert_row(
        Outgoing(
            mailbox=letter.thread.mailbox,
            email=email,
            internet_message_id=email.internet_message_id,
            dedupe_key=letter.dedupe_key,
            file=file,
            sender=alone.return_path if alone else letter.thread.mailbox.address,
            recipients=list(dict.fromkeys([*letter.to, *letter.cc, *email.bcc])),
            next_at=letter.leaves_at,
            give_up_at=letter.leaves_at + GIVE_UP,
            made_at=letter.at,
            is_automatic=alone is not None,
            held_for=alone.held_for if alone else "",
            state=Outgoing.State.HELD if alone and alone.held_for else Outgoing.State.QUEUED,
        )
    )
    if alone is not None:
        _count(outgoing, alone, letter.at)
    if not outgoing.held_for:
        defer_sending(outgoing.pk, at=letter.leaves_at if letter.leaves_at > letter.at else None)
    nudge("mail")
    return outgoing


def _count(outgoing: Outgoing, alone: ByItself, at: datetime) -> None:
    AutomaticMail.objects.create(
        outgoing=outgoing,
        purpose=alone.purpose,
        address=counted_address(outgoing.recipients[0]),
        ticket_number=alone.ticket_number,
        at=at,
    )


def message_of(letter: Letter) -> NewMessage:
    """The letter as a message of its contact; its mail is written with it."""
    return NewMessage(
        direction=Contact.Direction.OUT,
        at=letter.at,
        text=letter.text,
        html=letter.laid_out.html,
        subject=letter.subject,
        sender_name=letter.thread.mailbox.name,
        sender_address=letter.thread.mailbox.address,
        recipients=(*letter.to, *letter.cc),
        author=letter.by,
        files=letter.files,
        on_stored=lambda message: write_outgoing(letter, message),
    )
