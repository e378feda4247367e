"""Answers to the customer and notes among colleagues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.accounts.queries import mentioned_in
from balie.casework.tickets import rules
from balie.casework.tickets.actions.holding import Changed, ensure_whole, held, keep, notify, take_part
from balie.casework.tickets.actions.offering import accept_offered
from balie.casework.tickets.events import TicketAnswered, TicketStateChanged
from balie.casework.tickets.models import Notification, Ticket, TicketContact, TicketNote, TicketThread
from balie.casework.tickets.queries.answering import last_mail_contact, last_mail_contact_asked
from balie.casework.tickets.queries.signatures import signature_asked, signature_for
from balie.conversation.contacts.models import Message
from balie.conversation.email.actions import send_new, send_reply
from balie.conversation.email.events import OutgoingFailed, OutgoingMoved
from balie.conversation.email.queries import mailbox_for
from balie.foundation.errors import Invalid
from balie.foundation.events import announce
from balie.foundation.files.models import File
from balie.foundation.live import nudge
from balie.foundation.statements.pipeline import pipelined
from balie.foundation.statements.rows import add_row
from balie.foundation.statements.together import asked_together


class _Letter(TypedDict):
    """What goes to `send_reply` and `send_new` alike."""

    text: str
    html: str
    to: str
    cc: Sequence[str]
    bcc: Sequence[str]
    files: Sequence[File]
    signature: str
    send_at: datetime | None
    by: User
    at: datetime
    dedupe_key: str


@transaction.atomic
def reply(
    number: int,
    *,
    text: str,
    html: str = "",
    to: str,
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    subject: str = "",
    files: Sequence[File] = (),
    state: str = "",
    send_at: datetime | None = None,
    by: User,
    at: datetime,
    dedupe_key: str,
) -> Message:
    """Mail the customer: in the ticket's mail thread, or in a new one when there is none; signed for the ticket's team and brand.

    It goes out at `send_at`, or now. `state` is what the ticket becomes (a wait, or open); empty leaves it, but for a new ticket, which is open from
    now on. With `html`, of the editor, the text is made of it. The same `dedupe_key` again sends nothing. Raises `Invalid`, and what `email.actions.send_reply` raises.
    """
    ticket = held(number, by=by, verb="tickets.reply")
    if not ticket.is_open:
        ensure_whole(ticket)
    if not (text + html).strip():
        raise Invalid(field="text", reason=_("There is nothing to send yet."))
    with asked_together(signature_asked(ticket), last_mail_contact_asked(ticket)):
        signature, contact = signature_for(ticket, by=by), last_mail_contact(ticket)
    letter = _Letter(
        text=text, html=html, to=to, cc=cc, bcc=bcc, files=files, signature=signature, send_at=send_at,
        by=by, at=at, dedupe_key=dedupe_key,
    )  # fmt: skip
    with pipelined():
        message = send_reply(contact, subject=subject, **letter) if contact is not None else _first_mail(ticket, subject, letter)
        _answered(ticket, state, by=by, at=at)
    return message


@transaction.atomic
def add_note(number: int, *, text: str, files: Sequence[File] = (), by: User | None, at: datetime) -> TicketNote:
    """An internal note; who is mentioned (`@name`) takes part from now on and is told."""
    ticket = held(number, by=by, verb="tickets.note")
    if not text.strip():
        raise Invalid(field="text", reason=_("Write the note first."))
    note = TicketNote.objects.create(ticket=ticket, text=text.strip(), by=by, at=at)
    note.files.set(files)
    mentioned = mentioned_in(text)
    take_part(ticket, by, *mentioned)
    keep(ticket, "noted", by=by, at=at, fields=["participant_ids"])
    notify(ticket, Notification.Kind.MENTIONED, mentioned, by=by, at=at)
    return note


def show_sending(event: OutgoingMoved | OutgoingFailed) -> None:
    """Reaction: where our mail is on its way stands on the ticket's page."""
    for number in Ticket.objects.filter(ticket_contacts__contact_id=event.contact_id or 0).values_list("number", flat=True):
        nudge(f"ticket:{number}")


def tell_unsent(event: OutgoingFailed) -> None:
    """Reaction: who wrote a mail that will not arrive hears of it, else whose ticket it is."""
    for ticket in Ticket.objects.filter(ticket_contacts__contact_id=event.contact_id or 0).select_related("owner"):
        author = User.objects.filter(pk=event.author_id or 0).first() or ticket.owner
        notify(ticket, Notification.Kind.UNSENT, [author] if author else [], by=None, at=event.at)


def _first_mail(ticket: Ticket, subject: str, letter: _Letter) -> Message:
    contact, thread = send_new(
        mailbox=mailbox_for(brand_id=ticket.brand_id, team_id=ticket.team_id),
        customer=ticket.customer,
        subject=subject or ticket.subject,
        language=ticket.language,
        **letter,
    )
    add_row(TicketContact(ticket=ticket, contact=contact), unless_there=True)
    add_row(TicketThread(ticket=ticket, thread=thread), unless_there=True)
    return contact.messages.latest("pk")


def _answered(ticket: Ticket, state: str, *, by: User, at: datetime) -> None:
    old = ticket.state
    if state and state not in rules.OPEN:
        raise Invalid(field="state", reason=_("Close the ticket with a result instead."))
    ticket.state = state or rules.state_after_answer(old)
    ticket.answer_due_since = None
    ticket.first_answer_at, ticket.told_at = ticket.first_answer_at or at, at
    take_part(ticket, by)
    changes = [Changed("state", old, ticket.state)] if old != ticket.state else []
    fields = ["answer_due_since", "first_answer_at", "told_at", "participant_ids"]
    if changes:
        fields.append("state")
    if ticket.owner_id is None:
        ticket.owner = by
        fields.append("owner")
        changes.append(Changed("owner", "", by.name))
        accept_offered(ticket, by=by, at=at)
    keep(ticket, "answered", *changes, by=by, at=at, fields=fields)
    announce(TicketAnswered(ticket_id=ticket.pk, by_id=by.pk, at=at))
    if old != ticket.state:
        announce(TicketStateChanged(ticket_id=ticket.pk, old=old, new=ticket.state, at=at))
