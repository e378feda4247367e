"""Count how well somebody types; never what."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from balie.foundation.spelling.models import TypingDay
from balie.foundation.spelling.rules import Typed

MOST = 100_000  # of one text: more was not typed by hand


@transaction.atomic
def count_typing(typed: Typed, *, by: Any, on: date) -> None:
    """Add one text to the day."""
    counts = {name: min(MOST, max(0, getattr(typed, name))) for name in ("keys", "corrected", "words", "wrong")}
    counts["corrected"], counts["wrong"] = min(counts["corrected"], counts["keys"]), min(counts["wrong"], counts["words"])
    TypingDay.objects.get_or_create(user=by, on=on)
    TypingDay.objects.filter(user=by, on=on).update(**{name: F(name) + count for name, count in counts.items()})
