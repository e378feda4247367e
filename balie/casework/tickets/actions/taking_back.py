"""An answer taken back before it left: its words are a draft again, and the ticket stands as before it."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction
from django.utils.dateparse import parse_datetime

from balie.access.accounts.models import User
from balie.casework.tickets.actions.holding import Changed, held, keep
from balie.casework.tickets.events import TicketStateChanged
from balie.casework.tickets.models import Change, Ticket, TicketContact, TicketThread
from balie.conversation.contacts.models import Contact, Message
from balie.conversation.email import actions as mail
from balie.conversation.email.events import MailTakenBack
from balie.conversation.email.models import Email, Outgoing
from balie.foundation.drafts.actions import save_draft
from balie.foundation.drafts.queries import find_draft
from balie.foundation.errors import NotFound
from balie.foundation.events import announce
from balie.foundation.files.actions import return_to_draft

_PUT_BACK = ("state", "state_reason_id", "wake_at", "owner_id", "answer_due_since")


@transaction.atomic
def take_reply_back(number: int, outgoing_id: int, *, by: User, at: datetime) -> None:
    """Undo a reply that has not left. Raises `email.actions.AlreadyLeft`, `NotFound`."""
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
        _to_draft(ticket, message, by=by, at=event.at)
        _as_before(ticket, message, by=by, at=event.at)
    if message.contact.direction == Contact.Direction.OUT and message.contact.messages.count() == 1:
        TicketContact.objects.filter(contact=message.contact).delete()
        TicketThread.objects.filter(thread__emails__message=message).delete()


def draft_key(number: int) -> str:
    """As `data-draft` of the reply's form."""
    return f"ticket-{number}-reply"


def _ensure_of(ticket: Ticket, outgoing_id: int) -> None:
    contacts = TicketContact.objects.filter(ticket=ticket).values("contact_id")
    if not Outgoing.objects.filter(pk=outgoing_id, email__message__contact_id__in=contacts).exists():
        # Gone or of another ticket: both are told alike.
        raise mail.AlreadyLeft() if not Outgoing.objects.filter(pk=outgoing_id).exists() else NotFound()


def _to_draft(ticket: Ticket, message: Message, *, by: User, at: datetime) -> None:
    """What was begun since comes after it."""
    email, key, files = Email.objects.get(message=message), draft_key(ticket.number), list(message.files.all())
    begun = find_draft(key, owner=by)
    old = begun.fields if begun else {}
    attached = [json.dumps({"id": str(file.pk), "name": file.name, "size": file.size}) for file in files]
    fields: dict[str, object] = {
        "to": ", ".join(address for _name, address in email.to),
        "cc": ", ".join(address for _name, address in email.cc),
        "text": "\n\n".join(part for part in (message.text, str(old.get("text", ""))) if part.strip()),
    }
    if attached:
        fields["_attached"] = [*attached, *_listed(old.get("_attached"))]
    save_draft(key, fields, by=by, at=at)
    return_to_draft(files, key, by=by)


def _listed(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)] if value else []


def _as_before(ticket: Ticket, message: Message, *, by: User, at: datetime) -> None:
    """State, wait and owner as the answer found them, unless somebody changed them since; the customer waits again."""
    answered = Change.objects.filter(ticket=ticket, verb="answered", at=message.at, before__isnull=False).order_by("pk").first()
    before = answered.before if answered and answered.before else {}
    later = Change.objects.filter(ticket=ticket, field__in=("state", "owner"), at__gt=message.at).exists()
    old, owner = ticket.state, ticket.owner.name if ticket.owner else ""
    names = ("answer_due_since",) if later else _PUT_BACK
    for name in names:
        if name in before:
            value = before[name]
            setattr(ticket, name, parse_datetime(value) if value and name.endswith(("_at", "_since")) else value)
    was = Ticket(number=ticket.number, owner_id=ticket.found["owner_id"], team_id=ticket.found["team_id"])
    ticket.owner = User.objects.filter(pk=ticket.owner_id or 0).first()
    now = ticket.owner.name if ticket.owner else ""
    changes = [Changed()]
    changes += [Changed("state", old, ticket.state)] if old != ticket.state else []
    changes += [Changed("owner", owner, now)] if owner != now else []
    keep(ticket, "taken_back", *changes, by=by, at=at, fields=[name.removesuffix("_id") for name in names], was=was)
    if old != ticket.state:
        announce(TicketStateChanged(ticket_id=ticket.pk, old=old, new=ticket.state, at=at))
