"""A mail that was filed under the wrong ticket moves with its thread, so that what comes later follows."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.casework.tickets.actions.holding import Changed, ensure_open, held, keep
from balie.casework.tickets.actions.opening import open_ticket
from balie.casework.tickets.models import Ticket, TicketContact, TicketThread
from balie.conversation.contacts.models import Contact, Message
from balie.conversation.email.models import Email
from balie.foundation.errors import Invalid, NotFound


@transaction.atomic
def move_thread(number: int, message_id: int, *, to: int | None, by: User, at: datetime) -> Ticket:
    """File the thread of the mail `message_id` under ticket `to`, or under a new one; gives the ticket it stands in now.

    Moving it back undoes it. Raises `NotFound`, `AlreadyClosed` for a closed ticket, and `Invalid` for one more open than what was written.
    """
    _hold_in_order(number, to)
    ticket = held(number, by=by, verb="tickets.change")
    email = Email.objects.filter(message_id=message_id, thread__ticket_thread__ticket=ticket).select_related("message__contact").first()
    if email is None:
        raise NotFound()
    contacts = list(Contact.objects.filter(messages__email__thread=email.thread_id).distinct().order_by("started_at", "pk"))
    target = _new_ticket(ticket, contacts[0], email, by=by, at=at) if to is None else _other(ticket, to, contacts, by=by)
    TicketThread.objects.filter(thread=email.thread_id).update(ticket=target)
    _move_contacts(ticket, target, contacts)
    for each, change in ((ticket, Changed("thread", new=target.number)), (target, Changed("thread", old=ticket.number))):
        each.answer_due_since = _waiting_since(each)
        keep(each, "thread_moved", change, by=by, at=at, fields=["answer_due_since"])
    return target


def _hold_in_order(*numbers: int | None) -> None:
    """Two who move in opposite directions do not wait for each other."""
    list(Ticket.objects.filter(number__in=[each for each in numbers if each]).order_by("number").select_for_update().values("pk"))


def _new_ticket(ticket: Ticket, contact: Contact, email: Email, *, by: User, at: datetime) -> Ticket:
    """As closed as what it comes from."""
    subject = email.message.subject or contact.subject or ticket.subject
    level = max(ticket.level, contact.level)
    made = open_ticket(subject=subject, contact=contact, team=ticket.team, level=level, by=by, at=at)
    return held(made.number, by=by, verb="tickets.change")


def _other(ticket: Ticket, to: int, contacts: list[Contact], *, by: User) -> Ticket:
    if to == ticket.number:
        raise Invalid(field="to", reason=_("It stands in that ticket already."))
    target = held(to, by=by, verb="tickets.change")
    ensure_open(target)
    if target.level < max(each.level for each in contacts):
        raise Invalid(field="to", reason=_("More people see that ticket than may read this mail. Make it more closed first."))
    return target


def _move_contacts(ticket: Ticket, target: Ticket, contacts: list[Contact]) -> None:
    there = TicketContact.objects.filter(ticket=target).values("contact_id")
    moving = TicketContact.objects.filter(ticket=ticket, contact__in=contacts, question=None)
    moving.filter(contact_id__in=there).delete()
    moving.update(ticket=target)


def _waiting_since(ticket: Ticket) -> datetime | None:
    """The oldest message of the customer that came after our last one."""
    if not ticket.is_open:
        return None
    said = Message.objects.filter(contact__ticket_contacts__ticket=ticket).exclude(email__is_automatic=True)
    answered = said.filter(direction=Contact.Direction.OUT).order_by("-at").values_list("at", flat=True).first()
    heard = said.filter(direction=Contact.Direction.IN, contact__channel=Contact.Channel.MAIL)
    if answered is not None:
        heard = heard.filter(at__gt=answered)
    return heard.order_by("at").values_list("at", flat=True).first()
