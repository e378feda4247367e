"""A mail that was filed under the wrong ticket moves with its thread, or with what answers it, so that what comes later follows."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.casework.tickets.actions.holding import Changed, ensure_open, held, keep
from balie.casework.tickets.actions.opening import open_ticket
from balie.casework.tickets.models import Ticket, TicketContact, TicketThread
from balie.conversation.contacts.models import Contact, Message, Question
from balie.conversation.email.actions import split_thread
from balie.conversation.email.models import Email
from balie.foundation.errors import Invalid, NotFound


@transaction.atomic
def move_thread(number: int, message_id: int, *, to: int | None, is_part: bool = False, by: User, at: datetime) -> Ticket:
    """File the thread of the mail `message_id` under ticket `to`, or under a new one; gives the ticket it stands in now.

    With `is_part` only the mail and what answers it, now and later.
    Moving it back undoes it. Raises `NotFound`, `AlreadyClosed` for a closed ticket, and `Invalid` for one more open than what was written.
    """
    hold_in_order(number, to)
    ticket = held(number, by=by, verb="tickets.change")
    email = (
        Email.objects.filter(message_id=message_id, thread__ticket_thread__ticket=ticket)
        .select_related("message__contact", "thread")
        .first()
    )
    if email is None:
        raise NotFound()
    thread = split_thread(email, at=at) if is_part else email.thread
    contacts = list(Contact.objects.filter(messages__email__thread=thread).distinct().order_by("started_at", "pk"))
    target = _new_ticket(ticket, contacts[0], email, by=by, at=at) if to is None else _other(ticket, to, contacts, by=by)
    TicketThread.objects.update_or_create(thread=thread, defaults={"ticket": target})
    _move_contacts(ticket, target, contacts)
    for each, change in ((ticket, Changed("thread", new=target.number)), (target, Changed("thread", old=ticket.number))):
        each.answer_due_since, each.heard_at = waiting_since(each) if each.is_open else None, heard_last(each)
        keep(each, "thread_moved", change, by=by, at=at, fields=["answer_due_since", "heard_at"])
    return target


@transaction.atomic
def move_contact(number: int, contact_number: int, *, to: int | None, by: User, at: datetime) -> Ticket:
    """File a call, visit or letter under ticket `to`, or under a new one, with the question that it was opened from; gives that ticket.

    Raises `NotFound`, `AlreadyClosed`, and `Invalid` for a mail, which goes with its thread, and as `move_thread`.
    """
    hold_in_order(number, to)
    ticket = held(number, by=by, verb="tickets.change")
    row = TicketContact.objects.filter(ticket=ticket, contact__number=contact_number).select_related("contact__team", "question").first()
    if row is None:
        raise NotFound()
    if row.contact.channel == Contact.Channel.MAIL:
        raise Invalid(field="contact", reason=_("A mail goes with its conversation: choose “file it elsewhere” beside it."))
    target = _other(ticket, to, [row.contact], by=by) if to is not None else None
    row.delete()
    if target is None:
        target = _ticket_of(row, ticket, by=by, at=at)
    else:
        join_contact(target, row.contact, row.question)
    for each, change in ((ticket, Changed("contact", new=target.number)), (target, Changed("contact", old=ticket.number))):
        each.heard_at = heard_last(each)
        keep(each, "contact_moved", change, by=by, at=at, fields=["heard_at"])
    return target


def join_contact(target: Ticket, contact: Contact, question: Question | None) -> None:
    """The contact stands in the target, with its question. Raises `Invalid` where another question of it stands there."""
    there, is_new = TicketContact.objects.get_or_create(ticket=target, contact=contact, defaults={"question": question})
    if is_new or question is None or there.question_id == question.pk:
        return
    if there.question_id is not None:
        raise Invalid(field="to", reason=_("Another question of this contact stands in that ticket: merge the two tickets instead."))
    there.question = question
    there.save(update_fields=["question"])


def _ticket_of(row: TicketContact, ticket: Ticket, *, by: User, at: datetime) -> Ticket:
    """A ticket of the contact alone, as closed as the one it comes from."""
    asked = row.question
    words = (asked.restated or asked.customer_words) if asked else ""
    made = open_ticket(
        subject=(words.splitlines() or [""])[0] or row.contact.subject or ticket.subject,
        customer=ticket.customer,
        contact=row.contact,
        question=asked,
        category=asked.category if asked else None,
        purpose=asked.purpose if asked else None,
        team=ticket.team,
        level=max(ticket.level, row.contact.level),
        by=by,
        at=at,
    )
    return held(made.number, by=by, verb="tickets.change")


def hold_in_order(*numbers: int | None) -> None:
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


def waiting_since(ticket: Ticket) -> datetime | None:
    """The oldest message of the customer that came after our last one."""
    answered = _said(ticket).filter(direction=Contact.Direction.OUT).order_by("-at").values_list("at", flat=True).first()
    heard = _heard(ticket) if answered is None else _heard(ticket).filter(at__gt=answered)
    return heard.order_by("at").values_list("at", flat=True).first()


def heard_last(ticket: Ticket) -> datetime | None:
    """The newest message of the customer, or when they last called, came by or wrote a letter."""
    return max([each for each in (_heard(ticket).aggregate(last=Max("at"))["last"], _called(ticket)) if each], default=None)


def _said(ticket: Ticket) -> QuerySet[Message]:
    return Message.objects.filter(contact__ticket_contacts__ticket=ticket).exclude(email__is_automatic=True)


def _heard(ticket: Ticket) -> QuerySet[Message]:
    return _said(ticket).filter(direction=Contact.Direction.IN, contact__channel=Contact.Channel.MAIL)


def _called(ticket: Ticket) -> datetime | None:
    others = Contact.objects.filter(ticket_contacts__ticket=ticket, direction=Contact.Direction.IN).exclude(channel=Contact.Channel.MAIL)
    last: datetime | None = others.aggregate(last=Max("started_at"))["last"]
    return last
