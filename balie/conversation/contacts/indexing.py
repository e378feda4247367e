"""What of a contact can be found: its subject, its questions and what was written in it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BigIntegerField

from balie.conversation.contacts.models import Contact, Message, Question
from balie.foundation.search.actions import Entry, index
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.together import Asked, asked_together
from balie.foundation.text.normalise import plain

KIND = "contact"
NEWEST_MESSAGES = 20


def index_contact(contact: Contact, *, messages: Iterable[Message] | None = None, questions: Iterable[Question] | None = None) -> None:
    """Make the contact findable as it is now; what the caller already holds is not read again."""
    with asked_together(*_asked(contact, messages=messages is None, questions=questions is None)):
        written = [text for (text,) in _WRITTEN(contact=contact.pk)] if messages is None else [each.text for each in messages]
        asked = _ASKED.records(contact=contact.pk) if questions is None else questions
    index(
        Entry(
            kind=KIND,
            object_id=contact.pk,
            title=" ".join(part for part in (contact.subject, contact.party_name) if part),
            body="\n".join([*_words_of(asked), contact.result_sentence, *written]),
            keys=" ".join(part for part in (str(contact.number), contact.party, plain(contact.party_name)) if part),
            language=contact.language,
            at=contact.started_at,
        )
    )


def _asked(contact: Contact, *, messages: bool, questions: bool) -> list[Asked]:
    return [*([_WRITTEN.asked(contact=contact.pk)] if messages else ()), *([_ASKED.asked(contact=contact.pk)] if questions else ())]


_CONTACT = Given("contact", BigIntegerField())
_WRITTEN = Prepared(lambda: Message.objects.filter(contact_id=_CONTACT).order_by("-at").values_list("text")[:NEWEST_MESSAGES])
_ASKED = Prepared(lambda: Question.objects.filter(contact_id=_CONTACT).order_by("position"))


def _words_of(questions: Iterable[Question]) -> list[str]:
    return [text for each in questions for text in (each.customer_words, each.restated, each.treatment) if text]
