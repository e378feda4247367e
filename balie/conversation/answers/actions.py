"""Counting what was asked; the only writer of its tables."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from balie.conversation.answers.models import Counted
from balie.conversation.contacts.events import ContactFinished
from balie.conversation.contacts.models import Question
from balie.foundation.live import nudge

ANSWERED = "answered"  # the key of the result that a question ends with when nothing is left to do
_COUNT = """
INSERT INTO answers_tally AS known ("on", category_id, purpose_id, asked_count, answered_count)
VALUES (%(on)s, %(category)s, %(purpose)s, greatest(%(asked)s, 0), greatest(%(answered)s, 0))
ON CONFLICT ("on", category_id, purpose_id) DO UPDATE SET
    asked_count = known.asked_count + %(asked)s, answered_count = known.answered_count + %(answered)s
"""


@transaction.atomic
def count_contact(event: ContactFinished) -> None:
    """Reaction: what was asked in the contact counts from its end on; ended anew, as it stands then."""
    for was in Counted.objects.filter(question__contact=event.contact_id).order_by("category", "purpose"):
        _count(was, -1)
        was.delete()
    asked = Question.objects.filter(contact=event.contact_id, category__isnull=False)
    for question in asked.select_related("contact__result", "result").order_by("category", "purpose"):
        result = question.result or question.contact.result
        now = Counted.objects.create(
            question=question,
            on=timezone.localdate(question.contact.finished_at),
            category_id=question.category_id or 0,
            purpose_id=question.purpose_id,
            is_answered=result is not None and result.key == ANSWERED,
        )
        _count(now, 1)
    nudge("answers")


def _count(counted: Counted, step: int) -> None:
    where: dict[str, Any] = {"on": counted.on, "category": counted.category_id, "purpose": counted.purpose_id}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, where | {"asked": step, "answered": step if counted.is_answered else 0})
