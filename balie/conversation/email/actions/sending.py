"""Writing to customers: the message in its contact and the mail on its way out stand together or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from http import HTTPStatus

from django.db import transaction
from django.db.models import CharField
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts.actions import add_message, register_contact
from balie.conversation.contacts.models import Contact, Message
from balie.conversation.email import queries
from balie.conversation.email.actions.taking_back import ensure_near
from balie.conversation.email.actions.writing import NOTHING_PASSED, LaidOut, Letter, Passed, message_of
from balie.conversation.email.models import Email, Mailbox, Outgoing, Thread, ThreadParticipant
from balie.conversation.email.parsing.addresses import trusted_address
from balie.conversation.email.pictures import find_pictures
from balie.conversation.email.written import above, content_id, written
from balie.foundation.errors import Invalid, Refusal
from balie.foundation.files.actions import keep_drafts
from balie.foundation.files.models import File
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.rows import insert_row, put_row
from balie.foundation.statements.together import Asked, asked_together
from balie.foundation.text.normalise import one_line
from balie.records.customers.models import Customer

# How answers begin in our languages and in what others send.
_ANSWERS = re.compile(r"(re|antw|aw|sv|rép)\s*(\[\d+\])?\s*:", re.IGNORECASE)


class WrongAddress(Invalid):
    """What stands there is no mail address."""

    code = "wrong_address"

    def __init__(self, address: str, *, field: str) -> None:
        super().__init__(field=field, reason=_("“{address}” is not a mail address.").format(address=address))


class OwnAddress(Invalid):
    """We never write to our own mailboxes: it would come back as a customer's mail."""

    code = "own_address"

    def __init__(self, address: str, *, field: str) -> None:
        super().__init__(
            field=field, reason=_("{address} is a mailbox of ours: write to the customer, or make a note.").format(address=address)
        )


class NoMailbox(Refusal):
    """No mailbox is connected, so nothing can be sent."""

    code = "no_mailbox"
    status = HTTPStatus.CONFLICT
    sentence = _("No mailbox is connected yet, so no mail can be sent. What you wrote is kept: ask your administrator.")


@transaction.atomic
def send_reply(
    contact: Contact,
    *,
    text: str,
    html: str = "",
    to: str,
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    subject: str = "",
    files: Sequence[File] = (),
    signature: str = "",
    send_at: datetime | None = None,
    by: User | None,
    at: datetime,
    dedupe_key: str,
) -> Message:
    """Answer in the contact's mail thread (a contact without one gets one); it goes out at `send_at`, or now.

    `html` is what the editor made, with its formatting; the text is made of it then.

    The out-message and its mail stand in the caller's transaction; the same `dedupe_key` again gives the same message.
    Whoever is written to takes part from now on, but for blind copies. Raises `WrongAddress`, `OwnAddress`, `NoMailbox`, `Invalid`.
    """
    ensure_may(by, "email.send", contact)
    with asked_together(*_done_asked(dedupe_key), queries.last_email_asked(contact), queries.own_addresses_asked()):
        if done := _done_before(dedupe_key):
            return done.message
        last = queries.last_email_of(contact)
        own = queries.own_addresses()
    thread = last.thread if last else _new_thread(_mailbox_for(contact), subject or contact.subject, at)
    said = subject or answering(last.message.subject if last else thread.subject)
    letter = _letter(
        thread, own, text=text, html=html, to=to, cc=cc, bcc=bcc, subject=said, files=files, signature=signature, send_at=send_at,
        dedupe_key=dedupe_key, by=by, at=at,
    )  # fmt: skip
    return add_message(contact, message_of(letter))


@transaction.atomic
def send_new(
    *,
    mailbox: Mailbox | None = None,
    customer: Customer | None,
    to: str,
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    subject: str,
    text: str,
    html: str = "",
    passed: Passed = NOTHING_PASSED,
    files: Sequence[File] = (),
    signature: str = "",
    language: str,
    send_at: datetime | None = None,
    by: User | None,
    at: datetime,
    dedupe_key: str,
) -> tuple[Contact, Thread]:
    """Write a mail that answers nothing: a contact of its own, in a thread of its own, with what it passes on below. Raises as `send_reply`."""
    ensure_may(by, "email.send")
    if done := _done_before(dedupe_key):
        return done.message.contact, done.thread
    thread = _new_thread(mailbox or queries.default_mailbox(), subject, at)
    letter = _letter(
        thread, queries.own_addresses(), text=text, html=html, to=to, cc=cc, bcc=bcc, subject=subject, files=files, signature=signature,
        send_at=send_at, dedupe_key=dedupe_key, by=by, at=at, passed=passed,
    )  # fmt: skip
    box = thread.mailbox
    contact = register_contact(
        channel=Contact.Channel.MAIL,
        direction=Contact.Direction.OUT,
        at=at,
        by=by,
        customer=customer,
        party=letter.to[0],
        subject=subject,
        language=language,
        team=box.team,
        level=box.team.default_level if box.team else 0,
        brand=box.brand,
        first_message=message_of(letter),
        thread_id=thread.pk,
    )
    return contact, thread


def _done_before(dedupe_key: str) -> Email | None:
    """The mail this key made; the same key waits here until its first use has ended."""
    with asked_together(*_done_asked(dedupe_key)):
        found: list[Outgoing] = _DONE.records(key=dedupe_key)
    return found[0].email if found else None


def _done_asked(dedupe_key: str) -> tuple[Asked, Asked]:
    """The lock, then what `_done_before` asks once it has that."""
    return Asked("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [f"outgoing {dedupe_key}"]), _DONE.asked(key=dedupe_key)


_DONE = Prepared(
    lambda: Outgoing.objects.filter(dedupe_key=Given("key", CharField()), email__isnull=False).select_related(
        "email__message__contact", "email__thread"
    )[:1]
)


def _mailbox_for(contact: Contact) -> Mailbox | None:
    return queries.mailbox_for(brand_id=contact.brand_id, team_id=contact.team_id)


def answering(subject: str) -> str:
    """The subject of an answer to a mail with `subject`."""
    bare = one_line(subject)
    return bare if _ANSWERS.match(bare) else f"Re: {bare}"


def _new_thread(mailbox: Mailbox | None, subject: str, at: datetime) -> Thread:
    if mailbox is None:
        raise NoMailbox()
    return insert_row(Thread(subject=one_line(subject)[:300], mailbox=mailbox, made_at=at))


def _letter(
    thread: Thread,
    own: frozenset[str],
    *,
    text: str,
    html: str = "",
    to: str,
    cc: Iterable[str],
    bcc: Iterable[str],
    subject: str,
    files: Sequence[File],
    signature: str,
    send_at: datetime | None,
    dedupe_key: str,
    by: User | None,
    at: datetime,
    passed: Passed = NOTHING_PASSED,
) -> Letter:
    said = above(written(text, html, pictures=find_pictures(html, by=by)), text=passed.text, html=passed.laid_out.html)
    if not said.text.strip():
        raise Invalid(field="text", reason=_("Write something first."))
    if send_at is not None:
        ensure_near(send_at, at=at)
    receiver = _checked(to, "to", own)
    copies = tuple(dict.fromkeys(each for address in cc if (each := _checked(address, "cc", own)) != receiver))
    blind = tuple(_checked(address, "bcc", own) for address in bcc)
    _accept(thread, (receiver, *copies))
    return Letter(
        thread=thread,
        text=said.text,
        laid_out=LaidOut(said.html, (*_kept(said.pictures, by=by), *passed.laid_out.pictures)),
        to=(receiver,),
        cc=copies,
        bcc=blind,
        subject=one_line(subject)[:300],
        files=tuple(files),
        signature=signature,
        send_at=send_at,
        dedupe_key=dedupe_key,
        by=by,
        at=at,
    )


def _kept(pictures: Sequence[str], *, by: User | None) -> list[tuple[str, File]]:
    return [(content_id(str(each.pk)), each) for each in keep_drafts(pictures, by=by)]


def _checked(address: str, field: str, own: frozenset[str]) -> str:
    bare = trusted_address(address.strip())
    if bare is None:
        raise WrongAddress(one_line(address)[:100], field=field)
    if bare.casefold() in own or queries.is_reply_address(bare):
        raise OwnAddress(bare, field=field)
    return bare


def _accept(thread: Thread, addresses: Sequence[str]) -> None:
    """An operator who writes to an address takes it into the conversation."""
    for address in addresses:
        put_row(ThreadParticipant(thread=thread, address=address.casefold(), is_accepted=True), "thread", "address")
