"""Whether a question of a contact needs a ticket, for who notes it: the advice, its rule in words, and the tickets it may belong to. Five queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from balie.access.accounts.models import User
from balie.access.permissions.actions import may
from balie.access.permissions.masking import Mask
from balie.casework.tickets import judging
from balie.casework.tickets.judging import Asked, Judgement, Known, Likely, Rule
from balie.casework.tickets.models import Ticket, TicketContact
from balie.casework.tickets.rules import OPEN
from balie.casework.tickets.words import state_names
from balie.conversation.contacts.models import Contact, Question
from balie.conversation.contacts.queries import contact_for
from balie.foundation.ui import relative
from balie.records.taxonomy.models import Category

MOST_READ, LOOKS_BACK = 40, timedelta(days=30)


@dataclass(frozen=True)
class JudgedTicket:
    """A ticket the question may belong to, masked, with why in words."""

    number: int
    subject: str
    why: list[str]
    likely: Likely
    may_add: bool


@dataclass(frozen=True)
class Judged:
    """`judgement` is None while nothing is noted; `made` is the ticket the question stands in already."""

    question: Question
    judgement: Judgement | None
    says: str
    tickets: list[JudgedTicket]
    made: Ticket | None = None


def judged_for(viewer: User, contact_number: int, position: int, *, at: datetime) -> Judged | None:
    """The advice about a question of the contact; None when it is not kept yet. Raises `NotFound`."""
    contact = contact_for(viewer, contact_number)
    question = Question.objects.filter(contact=contact, position=position).select_related("purpose", "ticket_contact").first()
    if question is None:
        return None
    question.contact = contact
    stands = getattr(question, "ticket_contact", None)
    made = Ticket.objects.visible_to(viewer).filter(pk=stands.ticket_id).first() if stands else None
    if made is not None:
        return Judged(question, None, "", [], made)
    asked = _asked(question)
    if asked == Asked(""):
        return Judged(question, None, "", [])
    tickets = {each.number: each for each in _tickets(viewer, contact, asked.categories, at=at)}
    said = _said(tickets.values())
    found = judging.likely(asked, [_known(each, said) for each in tickets.values()])
    judgement, mask = judging.judge(asked, found), Mask(viewer)
    lines = [_line(tickets[each.number], each, contact, viewer, mask, at) for each in found]
    return Judged(question, judgement, _says(judgement, question), lines)


def _asked(question: Question) -> Asked:
    purpose = question.purpose
    return Asked(
        words=f"{question.restated}\n{question.customer_words}".strip(),
        categories=_with_those_above(question.category_id),
        purpose=question.purpose_id,
        asks_for=purpose.asks_for if purpose else "",
        is_told=bool(question.treatment.strip()),
    )


def _with_those_above(category_id: int | None) -> frozenset[int]:
    parents = dict(Category.objects.values_list("pk", "parent")) if category_id else {}
    steps: list[int] = []
    while category_id is not None and category_id not in steps:
        steps.append(category_id)
        category_id = parents.get(category_id)
    return frozenset(steps)


def _tickets(viewer: User, contact: Contact, categories: Iterable[int], *, at: datetime) -> list[Ticket]:
    """Of the customer or who gave the same address, open or ended in the last thirty days; and the major incidents about it."""
    seen = Ticket.objects.visible_to(viewer).select_related("category", "team", "owner")
    incidents = seen.filter(state__in=OPEN, is_major=True, category__in=list(categories)).order_by("-id")[:MOST_READ]
    if not contact.customer_id and not contact.party:
        return list(incidents)
    whose = Q(customer=contact.customer_id) if contact.customer_id else Q(requester_address=contact.party, customer=None)
    own = seen.filter(whose).filter(Q(state__in=OPEN) | Q(solved_at__gte=at - LOOKS_BACK)).order_by("-changed_at", "-id")[:MOST_READ]
    return [*own, *incidents]


def _said(tickets: Iterable[Ticket]) -> dict[int, str]:
    """Ticket → the words of the questions it came of."""
    said: dict[int, str] = {}
    rows = TicketContact.objects.filter(ticket__in=list(tickets), question__isnull=False)
    for pk, restated, words in rows.values_list("ticket", "question__restated", "question__customer_words"):
        said[pk] = f"{said.get(pk, '')}\n{restated}\n{words}"
    return said


def _known(ticket: Ticket, said: Mapping[int, str]) -> Known:
    return Known(
        number=ticket.number,
        words=f"{ticket.subject}\n{said.get(ticket.pk, '')}",
        category=ticket.category_id,
        purpose=ticket.purpose_id,
        is_open=ticket.is_open,
        is_incident=ticket.is_major,
        changed=ticket.changed_at.timestamp(),
    )


def _line(ticket: Ticket, found: Likely, contact: Contact, viewer: User, mask: Mask, at: datetime) -> JudgedTicket:
    return JudgedTicket(
        number=ticket.number,
        subject=mask.text(ticket.subject),
        why=list(_why(ticket, found, at)),
        likely=found,
        may_add=ticket.is_open and not ticket.is_major and ticket.level >= contact.level and may(viewer, "tickets.change", ticket),
    )


def _why(ticket: Ticket, found: Likely, at: datetime) -> Iterable[str]:
    if found.is_incident:
        yield _("major incident")
    yield state_names()[ticket.state]
    if found.in_category:
        yield _("about the same: %(category)s") % {"category": ticket.category}
    if found.alike >= judging.ALIKE:
        yield _("the words are alike")
    if found.for_purpose:
        yield _("for the same purpose")
    yield _("changed %(moment)s") % {"moment": relative.ago(ticket.changed_at, at) or ticket.changed_at.date()}


def _says(judgement: Judgement, question: Question) -> str:
    purpose = str(question.purpose or "")
    match judgement.rule:
        case Rule.INCIDENT:
            return _("A major incident about this is open: make the ticket part of it.")
        case Rule.SAME:
            return _("This customer’s ticket about the same is still open.")
        case Rule.ALWAYS:
            return _("“%(purpose)s” always asks for a ticket.") % {"purpose": purpose}
        case Rule.AGAIN:
            return _("A ticket about the same ended not long ago: let the new one follow it.")
        case Rule.AT_ONCE:
            return _("“%(purpose)s” is answered at once and needs no ticket.") % {"purpose": purpose}
        case Rule.TOLD:
            return _("What you did or told is noted, and nothing else is known to be left.")
        case Rule.NOT_YET:
            return _("Nothing was done or told yet: as long as that is so, somebody must take it further.")
