"""Opening tickets, and the one a contact belongs to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, F, Subquery
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.access.permissions.levels import Level
from balie.casework.tickets import rules
from balie.casework.tickets.actions import checklists, promises
from balie.casework.tickets.actions.aside import hear_aside
from balie.casework.tickets.actions.holding import Changed, keep, notify, take_part, tell
from balie.casework.tickets.actions.prioritising import goes_before, prioritise
from balie.casework.tickets.actions.sharing import share_with_its_teams
from balie.casework.tickets.events import CustomerWrote, TicketOpened, TicketStateChanged
from balie.casework.tickets.indexing import index_ticket
from balie.casework.tickets.models import Change, Notification, SideThread, Ticket, TicketContact, TicketLink, TicketThread
from balie.casework.tickets.queries.closing import closing_rules
from balie.casework.tickets.queries.matrix import matrix
from balie.conversation.contacts.events import ContactRegistered, CustomerAttached, MessageReceived
from balie.conversation.contacts.models import Contact, Question
from balie.conversation.email.models import Thread
from balie.conversation.email.queries import category_of_thread, is_automatic
from balie.foundation.errors import Invalid
from balie.foundation.events import announce
from balie.foundation.statements.pipeline import pipelined
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.rows import add_row, insert_row
from balie.foundation.statements.together import asked_together
from balie.foundation.text.normalise import one_line
from balie.foundation.text.numbers import next_number, number_asked
from balie.records.customers.models import Customer
from balie.records.taxonomy.models import Category, Purpose


@transaction.atomic(savepoint=False)  # a refusal undoes what it was opened from, too
def open_ticket(
    *,
    subject: str,
    by: User | None,
    at: datetime,
    customer: Customer | None = None,
    contact: Contact | None = None,
    question: Question | None = None,
    thread_id: int | None = None,
    team: Team | None = None,
    category: Category | None = None,
    purpose: Purpose | None = None,
    urgency: int = 2,
    impact: int = 2,
    level: int | None = None,
    language: str = "",
) -> Ticket:
    """Open a ticket, from a contact or a question of it or from nothing.

    Team and level come from the category, else from the contact, unless given. A question gives one ticket: asked
    again, that one comes back.
    """
    ensure_may(by, "tickets.open")
    if question is not None and (made := Ticket.objects.filter(ticket_contacts__question=question).first()):
        return made
    line = one_line(subject)[:300]
    if not line:
        raise Invalid(field="subject", reason=_("Say in a few words what it is about."))
    is_vip = goes_before(customer, contact)
    team = team or (category.team if category else None) or (contact.team if contact else None)
    customer_id = customer.pk if customer else (contact.customer_id if contact else None)
    with asked_together(number_asked(Ticket.KIND_DIGIT), promises.asked(customer_id, at)):
        ticket = Ticket(
            number=next_number(Ticket.KIND_DIGIT),
            subject=line,
            customer_id=customer_id,
            requester_name=contact.party_name if contact else "",
            requester_address=contact.party if contact else "",
            brand_id=contact.brand_id if contact else None,
            purpose=purpose,
            category=category,
            team=team,
            level=_level(level, team=team, category=category, contact=contact),
            language=language or (contact.language if contact else "nl"),
            urgency=urgency,
            impact=impact,
            priority=rules.priority_of(matrix(), urgency=urgency, impact=impact, is_vip=is_vip),
            is_vip=is_vip,
            opened_at=at,
            changed_at=at,
            heard_at=at if contact and contact.direction == Contact.Direction.IN else None,
            answer_due_since=at if contact and contact.channel == Contact.Channel.MAIL and contact.direction == "in" else None,
        )
        take_part(ticket, by)
        clocks = promises.begin(ticket, contact)
    with pipelined():
        insert_row(ticket)
        promises.start(ticket, clocks, by=by)
        if contact is not None:
            add_row(TicketContact(ticket=ticket, contact=contact, question=question))
        if thread_id is not None:
            add_row(TicketThread(ticket=ticket, thread_id=thread_id))
        index_ticket(ticket)
        add_row(Change(ticket=ticket, at=at, by=by, verb="opened"))
        checklists.begin(ticket, at=at)
        record("tickets.opened", ticket, by=by, at=at)
        announce(TicketOpened(ticket_id=ticket.pk, at=at))
        tell(ticket)
    return ticket


def file_contact(event: ContactRegistered) -> None:
    """Reaction: a mail goes to its thread's ticket, or opens one. A call by hand opens none by itself."""
    thread = event.thread_id or 0
    with asked_together(
        _CONTACT.asked(contact=event.contact_id, thread=thread), promises.asked(event.customer_id if thread else None, event.at)
    ):
        [contact] = _CONTACT.records(contact=event.contact_id, thread=thread)
        if contact.channel == Contact.Channel.MAIL and event.thread_id is not None:
            _file(contact, event.thread_id, at=event.at)


def _file(contact: Any, thread_id: int, *, at: datetime) -> None:
    """`contact` comes with where its thread is filed."""
    if contact.filed_aside:
        hear_aside(contact.filed_aside, contact, at=at)
    elif contact.filed_in:
        _add_contact(contact.filed_in, contact, thread_id, at=at)
    elif contact.direction == Contact.Direction.IN:
        open_ticket(
            subject=contact.subject or _no_subject(contact.language),
            contact=contact,
            category=category_of_thread(thread_id) if contact.mailbox_category else None,
            thread_id=thread_id,
            by=None,
            at=at,
        )


def _no_subject(language: str) -> str:
    """In the customer's language, whoever files it."""
    with translation.override(language):
        return gettext("(no subject)")


_THREAD = Given("thread", BigIntegerField())
_CONTACT = Prepared(
    lambda: (
        Contact.objects.select_related("team")
        .filter(pk=Given("contact", BigIntegerField()))
        .annotate(
            filed_in=Subquery(TicketThread.objects.filter(thread_id=_THREAD).values("ticket_id")[:1]),
            filed_aside=Subquery(SideThread.objects.filter(thread_id=_THREAD).values("ticket_id")[:1]),
            customer_type=F("customer__customer_type_id"),
            mailbox_category=Subquery(Thread.objects.filter(pk=_THREAD).values("mailbox__category_id")[:1]),
        )
    )
)


def note_message(event: MessageReceived) -> None:
    """Reaction: the customer said more in a contact of the ticket."""
    for ticket_id in TicketContact.objects.filter(contact_id=event.contact_id).values_list("ticket_id", flat=True):
        hear(Ticket.objects.select_for_update().get(pk=ticket_id), at=event.at)


def follow_customer(event: CustomerAttached) -> None:
    """Reaction: tickets of the contact without a customer, or with the one it was thought to be, follow."""
    thought = [None, event.previous_id]
    for ticket in Ticket.objects.select_for_update(of=("self",)).filter(ticket_contacts__contact_id=event.contact_id):
        if ticket.customer_id in thought:
            was, ticket.customer_id = ticket.customer, event.customer_id
            ticket.is_vip = goes_before(ticket.customer)
            changes = [Changed("customer", was and was.number, ticket.customer and ticket.customer.number), *prioritise(ticket)]
            by = User.objects.filter(pk=event.by_id or 0).first()
            keep(ticket, "customer_set", *changes, by=by, at=event.at, fields=["customer", "priority", "is_vip"])


def _add_contact(ticket_id: int, contact: Contact, thread_id: int, *, at: datetime) -> None:
    ticket = Ticket.objects.select_for_update().get(pk=ticket_id)
    if _is_too_late(ticket, contact, at=at):
        _follow_up(ticket, contact, thread_id, at=at)
        return
    _link, made = TicketContact.objects.get_or_create(ticket=ticket, contact=contact)
    share_with_its_teams(ticket, contact)
    if made and contact.direction == Contact.Direction.IN:
        if is_automatic(contact.pk):
            tell(ticket)
        else:
            hear(ticket, at=at)


def _is_too_late(ticket: Ticket, contact: Contact, *, at: datetime) -> bool:
    """Whether the customer writes so long after the ticket ended that another one follows it up."""
    if ticket.is_open or contact.direction != Contact.Direction.IN:
        return False
    days = closing_rules().of(ticket.category_id).reopen_days
    return not rules.opens_again(ticket.closed_at or ticket.solved_at, days, at=at) and not is_automatic(contact.pk)


def _follow_up(old: Ticket, contact: Contact, thread_id: int, *, at: datetime) -> None:
    """A ticket of its own, linked with the old one and no more open than that; the mails to come follow it."""
    ticket = open_ticket(
        subject=contact.subject or old.subject,
        contact=contact,
        customer=old.customer,
        category=old.category,
        purpose=old.purpose,
        language=old.language,
        by=None,
        at=at,
    )
    TicketThread.objects.update_or_create(thread_id=thread_id, defaults={"ticket": ticket})
    TicketLink.objects.create(ticket=ticket, to=old, kind=TicketLink.Kind.FOLLOW_UP)
    ticket.team = ticket.team or old.team
    ticket.level, ticket.participant_ids = Level(max(ticket.level, old.level)), list(old.participant_ids)
    fields = ["team", "level", "participant_ids"]
    keep(ticket, "followed_up", Changed("follow_up", old.number, ""), by=None, at=at, fields=fields)
    keep(old, "followed_up", Changed("follow_up", "", ticket.number), by=None, at=at)


def hear(ticket: Ticket, *, since: datetime | None = None, at: datetime) -> None:
    """The customer spoke: the ticket asks for work again, a closed one reopens, owner and watchers are told.

    `since`: they wait for an answer since before, of which the ticket knew nothing.
    """
    old = ticket.state
    ticket.state = rules.state_after_customer(old)
    said_at = since or at
    ticket.answer_due_since = ticket.answer_due_since or said_at
    ticket.heard_at = max(said_at, ticket.heard_at or said_at)
    ticket.wake_at = None
    ticket.state_reason = None
    fields = ["state", "answer_due_since", "heard_at", "wake_at", "state_reason"]
    if old not in rules.OPEN:
        ticket.reopened_count += 1
        ticket.solved_at = ticket.closed_at = None
        fields += ["reopened_count", "solved_at", "closed_at"]
    verb = "reopened" if old not in rules.OPEN else "answered_by_customer"
    changes = [Changed("state", old, ticket.state)] if old != ticket.state else []
    keep(ticket, verb, *changes, by=None, at=at, fields=fields)
    if old != ticket.state:
        announce(TicketStateChanged(ticket_id=ticket.pk, old=old, new=ticket.state, at=at))
    announce(CustomerWrote(ticket_id=ticket.pk, at=at))
    told = [*User.objects.filter(watched__ticket=ticket), *([ticket.owner] if ticket.owner else [])]
    notify(ticket, Notification.Kind.ANSWERED, told, by=None, at=at)


def _level(level: int | None, *, team: Team | None, category: Category | None, contact: Contact | None) -> int:
    """As given, else as closed as the most closed of category, team and contact."""
    if level is not None:
        return level
    return max(
        (category.level or 0) if category else 0,
        team.default_level if team else 0,
        contact.level if contact else 0,
    )
