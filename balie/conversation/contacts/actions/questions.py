"""What was asked in a contact."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts import rules
from balie.conversation.contacts.actions.holding import ensure_open, locked, set_field, tell
from balie.conversation.contacts.indexing import index_contact
from balie.conversation.contacts.models import Contact, Question
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.live import nudge
from balie.records.taxonomy.models import Category, Purpose, Result


class QuestionFields(TypedDict, total=False):
    """The fields of a question that one may save, each alone or together."""

    purpose: Purpose | None
    category: Category | None
    result: Result | None
    customer_words: str
    restated: str
    treatment: str


@transaction.atomic
def save_question(contact: Contact, position: int, *, by: User | None, at: datetime, **fields: Unpack[QuestionFields]) -> Question:
    """Keep what is noted in the question at `position` (1 is the first); makes it when it is new.

    Only the fields given change. Saving the same again changes nothing, even after the end.
    Raises `AlreadyFinished`, `Invalid`.
    """
    contact = locked(contact)
    ensure_may(by, "contacts.register", contact)
    if not 1 <= position <= rules.MOST_QUESTIONS:
        raise Invalid(field="position", reason=_("A contact holds at most {most} questions.").format(most=rules.MOST_QUESTIONS))
    question = contact.questions.filter(position=position).first() or Question(contact=contact, position=position)
    changed = [name for name, value in fields.items() if set_field(question, name, value)]
    if question.pk and not changed:
        return question
    ensure_open(contact)
    question.save()
    index_contact(contact)
    record("contacts.question_saved", contact, by=by, at=at, data={"position": position, "fields": list(changed)})
    nudge(f"contact:{contact.number}")
    return question


@transaction.atomic
def remove_question(contact: Contact, position: int, *, by: User, at: datetime) -> None:
    """Take away a question nothing was made of. Raises `AlreadyFinished`, `NotFound`."""
    contact = locked(contact)
    ensure_may(by, "contacts.register", contact)
    ensure_open(contact)
    deleted, _by_kind = contact.questions.filter(position=position).delete()
    if not deleted:
        raise NotFound()
    index_contact(contact)
    record("contacts.question_removed", contact, by=by, at=at, data={"position": position})
    tell(contact)
