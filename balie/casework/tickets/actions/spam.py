"""What a mail that is spam makes of its ticket: closed, with a result of its own, and opened as it was when it was none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.casework.tickets.actions.holding import Changed, held, keep, leads_of, note_found, notify, put_column, tell
from balie.casework.tickets.events import TicketClosed, TicketStateChanged
from balie.casework.tickets.indexing import index_ticket
from balie.casework.tickets.models import Change, Notification, Ticket, TicketContact
from balie.conversation.contacts.models import Contact, Message
from balie.conversation.email.actions import mark_mail
from balie.conversation.email.events import MailMarked, MailUnmarked
from balie.conversation.email.models import Email
from balie.foundation.errors import Refusal
from balie.foundation.events import announce
from balie.records.taxonomy.actions import known_term
from balie.records.taxonomy.models import Result

SPAM = "spam"
_NAME: Mapping[str, str] = {"nl": "Spam", "fr": "Spam", "en": "Spam", "de": "Spam"}
MARKED, UNMARKED = "marked_spam", "unmarked_spam"
_CLOSES = ("state", "result", "solved_at", "closed_at", "answer_due_since", "wake_at", "state_reason")


class NoMailInside(Refusal):
    """Only a mail that came in can be spam."""

    code = "no_mail_inside"
    sentence = _("No mail came in on ticket {number}.")


@transaction.atomic
def mark_ticket(number: int, *, by: User, at: datetime) -> None:
    """Call the last mail that came in on the ticket spam. Raises `NotFound`, `NoMailInside`, and what `mark_mail` raises."""
    ticket = held(number, by=by, verb="tickets.view")
    incoming = Email.objects.filter(message__contact__ticket_contacts__ticket=ticket, raw__isnull=False)
    last = incoming.order_by("-message__at", "-pk").values_list("message_id", flat=True).first()
    if last is None:
        raise NoMailInside(number=number)
    mark_mail(last, Email.Mark.SPAM, by=by, at=at)


def set_spam_aside(event: MailMarked) -> None:
    """Reaction: a ticket in which nothing but spam came in is closed, without a word to anybody; leads hear of phishing."""
    ticket = _of_thread(event.thread_id)
    if ticket is None:
        return
    by = User.objects.get(pk=event.by_id)
    if event.mark == Email.Mark.PHISHING:
        notify(ticket, Notification.Kind.PHISHING, leads_of(ticket), by=by, at=event.at)
    if ticket.is_open and not _holds_more(ticket):
        _close(ticket, by=by, at=event.at)
    tell(ticket)


def bring_back(event: MailUnmarked) -> None:
    """Reaction: the ticket that was closed with the mark is as it was before; one that somebody changed since is only shown anew."""
    ticket = _of_thread(event.thread_id)
    if ticket is None:
        return
    last = Change.objects.filter(ticket=ticket, field="state").order_by("-pk").first()
    if last is not None and last.verb == MARKED and last.before:
        _restore(ticket, last.before, by=User.objects.get(pk=event.by_id), at=event.at)
    tell(ticket)


def _of_thread(thread_id: int) -> Ticket | None:
    ticket = Ticket.objects.select_for_update(of=("self",)).filter(ticket_threads__thread=thread_id).first()
    if ticket is not None:
        note_found(ticket)
    return ticket


def _holds_more(ticket: Ticket) -> bool:
    """Whether something in it is no spam: a call, or a mail that nobody marked."""
    said = Message.objects.filter(contact__ticket_contacts__ticket=ticket, direction=Contact.Direction.IN)
    others = TicketContact.objects.filter(ticket=ticket).exclude(contact__channel=Contact.Channel.MAIL)
    return said.filter(email__mark="").exists() or others.exists()


def _close(ticket: Ticket, *, by: User, at: datetime) -> None:
    old = ticket.state
    ticket.state, ticket.result = Ticket.State.CLOSED, known_term(Result, SPAM, name=_NAME, applies_to=Result.AppliesTo.TICKET, at=at)
    ticket.solved_at, ticket.closed_at = ticket.solved_at or at, at
    ticket.answer_due_since = ticket.wake_at = ticket.state_reason = None
    keep(ticket, MARKED, Changed("state", old, ticket.state), by=by, at=at, fields=_CLOSES)
    index_ticket(ticket)
    announce(TicketStateChanged(ticket_id=ticket.pk, old=old, new=ticket.state, at=at))
    announce(TicketClosed(ticket_id=ticket.pk, at=at))


def _restore(ticket: Ticket, before: Mapping[str, object], *, by: User, at: datetime) -> None:
    old = ticket.state
    for name, value in before.items():
        put_column(ticket, name, value)
    ticket.result = None
    keep(ticket, UNMARKED, Changed("state", old, ticket.state), by=by, at=at, fields=_CLOSES)
    index_ticket(ticket)
    announce(TicketStateChanged(ticket_id=ticket.pk, old=old, new=ticket.state, at=at))
