"""Who left without a word goes."""

from __future__ import annotations

from datetime import UTC, datetime

from balie.foundation.presence.actions import forget_gone
from balie.foundation.presence.queries import FRESH
from balie.foundation.tasks import periodic


@periodic(cron="37 * * * *", name="presence.forget_gone")
def forget_viewers(timestamp: int) -> None:
    forget_gone(datetime.fromtimestamp(timestamp, UTC) - FRESH)
