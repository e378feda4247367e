"""What of a contact can be found: its subject, its questions and what was written in it."""

from __future__ import annotations

from collections.abc import Iterable

from balie.conversation.contacts.models import Contact, Message, Question
from balie.foundation.search.actions import Entry, index
from balie.foundation.text.normalise import plain

KIND = "contact"
NEWEST_MESSAGES = 20


def index_contact(contact: Contact, *, messages: Iterable[Message] | None = None, questions: Iterable[Question] | None = None) -> None:
    """Make the contact findable as it is now; what the caller already holds is not read again."""
    written = contact.messages.order_by("-at")[:NEWEST_MESSAGES] if messages is None else messages
    asked = contact.questions.order_by("position") if questions is None else questions
    index(
        Entry(
            kind=KIND,
            object_id=contact.pk,
            title=" ".join(part for part in (contact.subject, contact.party_name) if part),
            body="\n".join([*_words_of(asked), contact.result_sentence, *(message.text for message in written)]),
            keys=" ".join(part for part in (str(contact.number), contact.party, plain(contact.party_name)) if part),
            language=contact.language,
            at=contact.started_at,
        )
    )


def _words_of(questions: Iterable[Question]) -> list[str]:
    return [text for each in questions for text in (each.customer_words, each.restated, each.treatment) if text]
