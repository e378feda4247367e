"""Messages of a contact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts.actions.holding import locked, tell
from balie.conversation.contacts.events import ContactAccessChanged, MessageReceived, MessageSent
from balie.conversation.contacts.indexing import KIND, index_contact
from balie.conversation.contacts.models import Contact, Message
from balie.foundation.events import announce
from balie.foundation.files.models import File
from balie.foundation.search.actions import forget
from balie.foundation.statements.rows import insert_row, update_row
from balie.foundation.text.normalise import one_line


@dataclass(frozen=True, kw_only=True)
class NewMessage:
    """What was said or written; `author` is a colleague, None for the other side. `files` are stored already.

    `on_stored` keeps what the channel knows beside it, before anything is announced.
    """

    direction: str
    at: datetime
    text: str
    history: str = ""
    html: str = ""
    subject: str = ""
    sender_name: str = ""
    sender_address: str = ""
    recipients: tuple[str, ...] = ()
    author: User | None = None
    files: tuple[File, ...] = ()
    on_stored: Callable[[Message], object] | None = None


@transaction.atomic(savepoint=False)  # a message without the mail that carries it, or half of it, is none
def add_message(contact: Contact, message: NewMessage) -> Message:
    """Put a message into a contact that runs or ran; announces `MessageReceived` or `MessageSent`."""
    ensure_may(message.author, "contacts.answer", contact)
    written = write_message(contact, message)
    if message.author and message.author.pk not in contact.participant_ids:
        contact.participant_ids = [*contact.participant_ids, message.author.pk]
        update_row(contact, "participant_ids")
        announce(ContactAccessChanged(contact_id=contact.pk, at=message.at))
    index_contact(contact)
    ids = {"contact_id": contact.pk, "message_id": written.pk}
    if message.direction == Contact.Direction.IN:
        record("contacts.message_received", contact, by=None, at=message.at, data={"message": written.pk})
        announce(MessageReceived(**ids, at=message.at))
    else:
        record("contacts.message_sent", contact, by=message.author, at=message.at, data={"message": written.pk})
        announce(MessageSent(**ids, by_id=message.author.pk if message.author else None, at=message.at))
    tell(contact)
    return written


@transaction.atomic
def remove_unsent(message: Message, *, by: User, at: datetime) -> None:
    """Take out a message of ours that nobody else saw; a contact that held nothing else goes with it.

    The caller made sure that it never left, and that nothing points at such a contact any more.
    """
    contact = locked(message.contact)
    ensure_may(by, "contacts.answer", contact)
    message.delete()
    if contact.direction == Contact.Direction.OUT and not contact.messages.exists() and not contact.questions.exists():
        record("contacts.discarded", contact, by=by, at=at)
        forget(KIND, contact.pk)
        contact.delete()
        return
    index_contact(contact)
    tell(contact)


def write_message(contact: Contact, message: NewMessage) -> Message:
    written = Message(
        contact=contact,
        direction=message.direction,
        at=message.at,
        author=message.author,
        sender_name=one_line(message.sender_name)[:160],
        sender_address=message.sender_address[:254],
        recipients=[address[:254] for address in message.recipients],
        subject=one_line(message.subject)[:300],
        text=message.text,
        history=message.history,
        html=message.html,
    )
    insert_row(written)
    if message.files:
        written.files.set(message.files)
    if message.on_stored:
        message.on_stored(written)
    return written
