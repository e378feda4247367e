"""A mail that belongs in a thread becomes a contact there, with its message, its files and what is known of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from balie.conversation.contacts.actions import NewMessage, register_contact
from balie.conversation.contacts.models import Contact, Message
from balie.conversation.email.actions.matching import Match
from balie.conversation.email.contents import Kept, contents_of
from balie.conversation.email.models import Email, InlinePart, RawMail
from balie.conversation.email.parsing import Attachment, ParsedMail
from balie.conversation.email.quoting import split_reply
from balie.conversation.email.rules import Identity, sender_identity
from balie.conversation.email.senders.standing import UNCHECKED, Judgement, Standing
from balie.conversation.email.why import Why, why
from balie.foundation.files.actions import store_file
from balie.foundation.files.models import File
from balie.foundation.live import nudge
from balie.foundation.statements.rows import insert_row, update_row
from balie.records.customers.queries import find_by_mail

State = RawMail.State
Reason = RawMail.Reason


def file_mail(raw: RawMail, mail: ParsedMail, match: Match, *, judged: Judgement = UNCHECKED, at: datetime, machine: str = "") -> Email:
    """The contact, its message, its mail and its files; the raw mail is filed with them. In the caller's transaction.

    A suspicious sender is no customer of ours by itself: an operator says so.
    """
    identity = sender_identity(senders=mail.senders, reply_to=mail.reply_to)
    address = identity.address or ""
    customer = find_by_mail(address) if address and judged.standing != Standing.SUSPICIOUS else None
    kept = _store_all(mail.attachments, at)
    within = [_store_all(each.attachments, at) for each in mail.nested]
    (text, history), box = words_of(mail), raw.mailbox
    made: list[Email] = []

    def on_stored(message: Message) -> None:
        made.append(_write_email(message, raw, mail, identity, judged, match, machine, kept, contents_of(mail, kept, within)))

    register_contact(
        channel=Contact.Channel.MAIL,
        direction=Contact.Direction.IN,
        at=at,
        by=None,
        customer=customer,
        party=address,
        party_name=identity.name,
        subject=mail.subject,
        language=customer.language if customer else box.language,
        team=box.team,
        level=box.team.default_level if box.team else 0,
        brand=box.brand,
        thread_id=match.thread.pk,
        first_message=NewMessage(
            direction=Contact.Direction.IN,
            at=at,
            text=text,
            history=history,
            html=mail.html,
            subject=mail.subject,
            sender_name=identity.name,
            sender_address=address,
            recipients=tuple(each.address for each in (*mail.to, *mail.cc) if each.address),
            files=_files(kept, within, mail),
            on_stored=on_stored,
        ),
    )
    settle(raw, State.FILED, why(Reason.MACHINE, sign=machine) if machine else None, at=at)
    return made[0]


def words_of(mail: ParsedMail) -> tuple[str, str]:
    """What is new in the mail, its signature with it, and the history that it quotes."""
    reply = split_reply(mail.text)
    return "\n\n".join(part for part in (reply.new, reply.signature) if part), reply.history


def settle(raw: RawMail, state: str, reason: Why | None, *, at: datetime, same_as: RawMail | None = None) -> RawMail:
    """Say what became of the raw mail, and why."""
    raw.state, raw.handled_at, raw.retry_at = state, at, None
    raw.reason, raw.facts = (reason.reason, {**reason.facts}) if reason else ("", {})
    if same_as is not None:
        raw.same_as = same_as
    update_row(raw, "state", "reason", "facts", "handled_at", "retry_at", "same_as", "sender", "subject", "handled_by")
    nudge("mail")
    return raw


def _write_email(
    message: Message,
    raw: RawMail,
    mail: ParsedMail,
    identity: Identity,
    judged: Judgement,
    match: Match,
    machine: str,
    kept: Kept,
    contents: dict[str, Any],
) -> Email:
    email = Email(
        thread=match.thread,
        message=message,
        raw=raw,
        internet_message_id=mail.message_id[:400],
        in_reply_to=(mail.references[-1] if mail.references else "")[:400],
        references=list(mail.references[-50:]),
        sender=(identity.address or "")[:254],
        reply_to=(identity.replies_elsewhere or "")[:254],
        sender_doubt=identity.doubt or "",
        standing=judged.standing,
        standing_ground=judged.ground,
        to=[[each.name, each.address] for each in mail.to[:100]],
        cc=[[each.name, each.address] for each in mail.cc[:100]],
        matched_by=match.by,
        claims_number=match.claims_number,
        is_automatic=bool(machine),
        contents=contents,
    )
    insert_row(email)
    shown = [InlinePart(email=email, content_id=part.content_id[:300], file=file) for part, file in kept if _is_in_place(part, mail)]
    if shown:
        InlinePart.objects.bulk_create(shown)
    return email


def _store_all(parts: Iterable[Attachment], at: datetime) -> Kept:
    return [(each, _store(each, at)) for each in parts]


def _files(kept: Kept, within: Iterable[Kept], mail: ParsedMail) -> tuple[File, ...]:
    """Each once, those of messages within the mail last."""
    own = [file for part, file in kept if not _is_in_place(part, mail)]
    return tuple(dict.fromkeys([*own, *(file for files in within for _part, file in files)]))


def _store(part: Attachment, at: datetime) -> File:
    return store_file(part.content, name=part.name, content_type=part.content_type, by=None, at=at, allow_empty=True)


def _is_in_place(part: Attachment, mail: ParsedMail) -> bool:
    """A picture the HTML shows itself is no attachment besides."""
    return bool(part.content_id) and part.content_type.startswith("image/") and f"cid:{part.content_id}" in mail.html
