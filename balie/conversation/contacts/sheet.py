"""All that the page of one contact shows, read for one viewer."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from balie.access.accounts.models import User
from balie.access.permissions.actions import may
from balie.access.permissions.masking import Mask
from balie.conversation.contacts import queries
from balie.conversation.contacts.extensions import MESSAGE_VIEWS, PANELS, QUESTION_ACTIONS, QUESTION_PANELS, WORK, QuestionAction, Work
from balie.conversation.contacts.models import Contact, Message, Question
from balie.conversation.contacts.pages import UNKNOWN
from balie.conversation.contacts.rules import next_position
from balie.conversation.contacts.terms import Terms, terms_for
from balie.foundation.ui.filters import phone


@dataclass(frozen=True)
class Sheet:
    """`question` is the one in front; it is not stored yet when it has no `pk`. `terms` is None when nothing can be changed."""

    contact: Contact
    title: str
    customer_name: str
    party: str
    party_name: str
    subject: str
    sentence: str
    icon: str
    is_mine: bool
    may_change: bool
    may_finish: bool
    may_reopen: bool
    may_take_over: bool
    questions: list[Question]
    question: Question
    next_position: int
    terms: Terms | None
    messages: list[queries.MessageLine]
    work: list[Work]
    actions: list[QuestionAction]
    leading: list[tuple[str | Promise, str]]
    panels: list[tuple[str | Promise, str]]
    question_panels: list[tuple[str | Promise, str]]


def sheet_for(viewer: User, number: int, *, position: int = 0) -> Sheet:
    """The contact with question `position` in front (0: the first). Raises `NotFound`."""
    contact = queries.contact_for(viewer, number)
    mask = Mask(viewer)
    questions = queries.questions_of(viewer, contact)
    is_open = contact.finished_at is None
    may_change = is_open and may(viewer, "contacts.register", contact)
    in_front = _in_front(contact, questions, position)
    name = queries.name_of(viewer, contact.customer)
    party, party_name = mask(Contact, "party", contact.party), mask(Contact, "party_name", contact.party_name)
    return Sheet(
        contact=contact,
        title=name or party_name or phone(party) or str(UNKNOWN[contact.channel]),
        customer_name=name,
        party=party,
        party_name=party_name,
        subject=mask.text(contact.subject),
        sentence=mask.text(contact.result_sentence),
        icon=queries.ICONS[contact.channel],
        is_mine=contact.operator_id == viewer.pk,
        may_change=may_change,
        may_finish=is_open and may(viewer, "contacts.finish", contact),
        may_reopen=not is_open and may(viewer, "contacts.reopen", contact),
        may_take_over=is_open and contact.operator_id != viewer.pk and may(viewer, "contacts.take_over", contact),
        questions=questions,
        question=in_front,
        next_position=next_position([each.position for each in questions] or [position]),
        terms=terms_for(contact, questions) if may_change else None,
        messages=queries.messages_of(viewer, [contact.pk]),
        work=[made for fill in WORK.fillings() for made in fill(viewer, [contact.pk]).get(contact.pk, [])],
        actions=[action for action in QUESTION_ACTIONS.fillings() if viewer.has(action.verb)],
        leading=_panels(contact, leading=True),
        panels=_panels(contact, leading=False),
        question_panels=[(each.name, each.url(number, in_front.position)) for each in QUESTION_PANELS.fillings() if viewer.has(each.verb)],
    )


def views_of(message: queries.MessageLine) -> list[tuple[str | Promise, str]]:
    """Other ways to look at a message: name and address of the partial."""
    stored = Message(pk=message.id, contact_id=message.contact_id, html="<>" if message.has_layout else "")
    return [(view.name, url) for view in MESSAGE_VIEWS.fillings() if (url := view.url(stored))]


def _panels(contact: Contact, *, leading: bool) -> list[tuple[str | Promise, str]]:
    return [(panel.name, url) for panel in PANELS.fillings() if panel.leads == leading and (url := panel.url(contact))]


def _in_front(contact: Contact, questions: list[Question], position: int) -> Question:
    """The question at `position`; a new one beyond the last; the first when none is named."""
    fitting = [each for each in questions if each.position == position]
    if fitting:
        return fitting[0]
    if position == 0 and questions:
        return questions[0]
    return Question(contact=contact, position=next_position([each.position for each in questions]))
