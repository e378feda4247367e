"""An answer taken back before it left: its words are a draft again, and the ticket stands as before it."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from balie.access.accounts.models import User
from balie.casework.tickets.actions.holding import ANSWERED, Changed, held, keep, put_column
from balie.casework.tickets.events import TicketStateChanged
from balie.casework.tickets.models import Change, SideThread, Ticket, TicketContact, TicketFile, TicketNote, TicketThread
from balie.conversation.contacts.models import Contact, Message
from balie.conversation.email import actions as mail
from balie.conversation.email.events import MailTakenBack
from balie.conversation.email.models import Email, Outgoing
from balie.conversation.email.written import as_typed
from balie.foundation.drafts.actions import save_draft
from balie.foundation.drafts.queries import find_draft
from balie.foundation.errors import NotFound
from balie.foundation.events import announce
from balie.foundation.files.actions import return_to_draft
from balie.foundation.files.models import File
from balie.foundation.text.rich import lines_as_html

_PUT_BACK = ("state", "state_reason_id", "wake_at", "owner_id", "answer_due_since", *ANSWERED)


@transaction.atomic
def take_reply_back(number: int, outgoing_id: int, *, by: User, at: datetime) -> None:
    """Undo a mail that has not left, to the customer or a third party. Raises `email.actions.AlreadyLeft`, `NotFound`."""
    _ensure_of(held(number, by=by, verb="tickets.reply"), outgoing_id)
    mail.take_back(outgoing_id, by=by, at=at)


@transaction.atomic
def send_reply_at(number: int, outgoing_id: int, send_at: datetime, *, by: User, at: datetime) -> None:
    """Let a reply that has not left go out at another moment. Raises as `take_reply_back`, and `Invalid`."""
    _ensure_of(held(number, by=by, verb="tickets.reply"), outgoing_id)
    mail.send_at_another_moment(outgoing_id, send_at, by=by, at=at)


def put_words_back(event: MailTakenBack) -> None:
    """Reaction: the words of the mail are the draft of who took it back, and the ticket stands as before the answer."""
    by = User.objects.get(pk=event.by_id)
    message = Message.objects.select_related("contact").get(pk=event.message_id)
    for number in Ticket.objects.filter(ticket_contacts__contact_id=event.contact_id).values_list("number", flat=True):
        ticket = held(number, by=None, verb="tickets.reply")
        _to_draft(draft_key(ticket.number), message, by=by, at=event.at)
        _as_before(ticket, message, by=by, at=event.at)
    for side in SideThread.objects.filter(thread__emails__message=message).select_related("ticket", "thread"):
        _put_side_back(side, message, by=by, at=event.at)
    if message.contact.direction == Contact.Direction.OUT and message.contact.messages.count() == 1:
        TicketContact.objects.filter(contact=message.contact).delete()
        TicketThread.objects.filter(thread__emails__message=message).delete()


def _put_side_back(side: SideThread, message: Message, *, by: User, at: datetime) -> None:
    """A conversation of which nothing is left is one that was never begun."""
    ticket = held(side.ticket.number, by=None, verb="tickets.reply")
    is_first = not Email.objects.filter(thread=side.thread).exclude(message=message).exists()
    _to_draft(f"ticket-{ticket.number}-{'ask' if is_first else f'side-{side.pk}'}", message, by=by, at=at)
    _as_before(ticket, message, by=by, at=at)
    if is_first:
        side.delete()


def draft_key(number: int) -> str:
    """As `data-draft` of the reply's form."""
    return f"ticket-{number}-reply"


def _ensure_of(ticket: Ticket, outgoing_id: int) -> None:
    contacts = TicketContact.objects.filter(ticket=ticket).values("contact_id")
    of_ticket = Q(email__message__contact_id__in=contacts) | Q(email__thread__side_thread__ticket=ticket)
    if not Outgoing.objects.filter(of_ticket, pk=outgoing_id).exists():
        # Gone or of another ticket: both are told alike.
        raise mail.AlreadyLeft() if not Outgoing.objects.filter(pk=outgoing_id).exists() else NotFound()


def _to_draft(key: str, message: Message, *, by: User, at: datetime) -> None:
    """What was begun since comes after it."""
    email, files = Email.objects.select_related("thread__mailbox").get(message=message), list(message.files.all())
    begun = find_draft(key, owner=by)
    old = begun.fields if begun else {}
    attached = [json.dumps({"id": str(file.pk), "name": file.name, "size": file.size}) for file in files]
    fields: dict[str, object] = {
        "to": ", ".join(address for _name, address in email.to),
        "subject": message.subject,
        "cc": ", ".join(address for _name, address in email.cc),
        "bcc": ", ".join(address for address in email.bcc if address not in email.thread.mailbox.always_bcc),
        "text": "\n\n".join(part for part in (message.text, str(old.get("text", ""))) if part.strip()),
        "html": _formatted(message, text=str(old.get("text", "")), html=str(old.get("html", ""))),
    }
    if attached:
        fields["_attached"] = [*attached, *_listed(old.get("_attached"))]
    save_draft(key, fields, by=by, at=at)
    shown = [part.file for part in email.inline_parts.select_related("file")]
    return_to_draft([file for file in (*files, *shown) if not _stands_elsewhere(file, message)], key, by=by)


def _stands_elsewhere(file: File, message: Message) -> bool:
    """Whether another record holds the file too: it was sent along from the ticket."""
    others = Message.objects.exclude(pk=message.pk).filter(files=file).exists()
    return others or TicketNote.objects.filter(files=file).exists() or TicketFile.objects.filter(file=file).exists()


def _formatted(message: Message, *, text: str, html: str) -> str:
    """The words with their formatting before what was begun since; nothing where neither has any."""
    if not (message.html or html):
        return ""
    first = as_typed(message.html) if message.html else lines_as_html(message.text)
    begun = html or (lines_as_html(text) if text.strip() else "")
    return f"{first}<p></p>{begun}" if begun else first


def _listed(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)] if value else []


def _as_before(ticket: Ticket, message: Message, *, by: User, at: datetime) -> None:
    """State, wait and owner as the answer found them, unless somebody changed them since; the customer waits again."""
    answered = (
        Change.objects.filter(ticket=ticket, verb__in=("answered", "asked_aside"), at=message.at, before__isnull=False)
        .order_by("pk")
        .first()
    )
    before = answered.before if answered and answered.before else {}
    later = Change.objects.filter(ticket=ticket, field__in=("state", "owner"), at__gt=message.at).exists()
    old, owner = ticket.state, ticket.owner.name if ticket.owner else ""
    names: tuple[str, ...] = ("answer_due_since", *ANSWERED) if later else _PUT_BACK
    if Change.objects.filter(ticket=ticket, verb="answered", at__gt=message.at).exists():
        names = tuple(name for name in names if name not in {"answer_due_since", *ANSWERED})
    for name in names:
        if name in before:
            put_column(ticket, name, before[name])
    was = Ticket(number=ticket.number, owner_id=ticket.found["owner_id"], team_id=ticket.found["team_id"])
    ticket.owner = User.objects.filter(pk=ticket.owner_id or 0).first()
    now = ticket.owner.name if ticket.owner else ""
    changes = [Changed()]
    changes += [Changed("state", old, ticket.state)] if old != ticket.state else []
    changes += [Changed("owner", owner, now)] if owner != now else []
    keep(ticket, "taken_back", *changes, by=by, at=at, fields=[name.removesuffix("_id") for name in names], was=was)
    if old != ticket.state:
        announce(TicketStateChanged(ticket_id=ticket.pk, old=old, new=ticket.state, at=at))
