"""Kept answers go after a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from balie.foundation.once.models import Answer
from balie.foundation.tasks import periodic

KEPT = timedelta(hours=24)


@periodic(cron="17 * * * *", name="once.forget_answers")
def forget_answers(timestamp: int) -> None:
    Answer.objects.filter(at__lt=datetime.fromtimestamp(timestamp, UTC) - KEPT).delete()
