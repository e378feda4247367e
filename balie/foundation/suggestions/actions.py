"""Remember what was done with a suggestion, and learn from it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from balie.foundation.search.actions import teach, words_to_teach
from balie.foundation.search.rules.lessons import Deed
from balie.foundation.suggestions.extensions import SUGGESTED, Situation, SuggestionKind
from balie.foundation.suggestions.models import Taken
from balie.foundation.suggestions.queries import find_suggestion
from balie.foundation.suggestions.rules import asked_in


@transaction.atomic
def take_suggestion(situation: Situation, kind: SuggestionKind, object_id: int, deed: Deed, *, text: str, by: Any, at: datetime) -> str:
    """What `by` did with it; the words to put in, when they used it. Each deed teaches once. Raises `NotFound`."""
    find_suggestion(by, situation, kind, object_id)
    words = words_to_teach(asked_in(text)) if kind.learns else []
    mine = {"by": by, "topic": situation.topic, "topic_id": situation.object_id, "key": kind.key, "object_id": object_id}
    before = Taken.objects.select_for_update().filter(**mine).values_list("deed", flat=True).first()
    Taken.objects.update_or_create(**mine, defaults={"deed": deed.value, "words": words, "at": at})
    if before != deed.value:
        teach(words, kind.kind, object_id, deed)
    return kind.words(by, situation, object_id) if deed is Deed.USED and kind.words else ""


@transaction.atomic
def settle_suggestions(done: Q, *, solved: bool) -> None:
    """The work at these places is done: what was opened or used for it helped, when it was `solved`. What was done with suggestions there is forgotten."""
    taken = list(Taken.objects.select_for_update().filter(done).order_by("pk"))
    helped = {(row.key, row.object_id): row for row in taken if solved and row.deed != Taken.Did.DISMISSED}
    for kind in SUGGESTED.fillings():
        for (key, object_id), row in helped.items():
            if key == kind.key:
                teach(row.words, kind.kind, object_id, Deed.SOLVED)
    if taken:
        Taken.objects.filter(pk__in=[row.pk for row in taken]).delete()


def at_place(topic: str, ids: Iterable[int] | QuerySet[Any, Any]) -> Q:
    """The suggestions at these places, for `settle_suggestions`; `ids` may be a query."""
    return Q(topic=topic, topic_id__in=ids)
