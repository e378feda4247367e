"""Builders of contacts for tests."""

from __future__ import annotations

from itertools import count
from typing import Any

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.conversation.contacts.models import Contact, Message, Question
from balie.foundation.text.numbers import make_number
from balie.records.taxonomy.models import Purpose, Result

_serial = count(1)


def a_contact(*, operator: User | None = None, **fields: Any) -> Contact:
    """An open incoming call, unless `fields` say otherwise; it stands in no index and nothing was announced."""
    started = {"number": make_number(Contact.KIND_DIGIT, 900_000 + next(_serial)), "channel": "call", "started_at": MONDAY_9AM}
    taking_part = {"participant_ids": [operator.pk] if operator else []}
    return Contact.objects.create(**started | taking_part | {"operator": operator} | fields)


def a_question(contact: Contact, **fields: Any) -> Question:
    """The contact's next question."""
    return Question.objects.create(contact=contact, **{"position": contact.questions.count() + 1} | fields)


def a_message(contact: Contact, **fields: Any) -> Message:
    """Something the other side wrote."""
    return Message.objects.create(contact=contact, **{"direction": "in", "at": MONDAY_9AM, "text": "Goedemorgen"} | fields)


def a_purpose(key: str = "information", **fields: Any) -> Purpose:
    return Purpose.objects.get_or_create(key=key, defaults={"name": {"nl": key, "en": key}} | fields)[0]


def a_result(key: str = "answered", **fields: Any) -> Result:
    return Result.objects.get_or_create(key=key, defaults={"name": {"nl": key, "en": key}} | fields)[0]
