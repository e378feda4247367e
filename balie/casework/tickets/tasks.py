"""Jobs of tickets."""

from __future__ import annotations

from datetime import UTC, datetime

from balie.casework.tickets.actions import wake_tickets
from balie.foundation.tasks import periodic


@periodic(cron="* * * * *", name="tickets.wake")
def wake(timestamp: int) -> None:
    """Every minute: tickets whose wait is over."""
    wake_tickets(at=datetime.fromtimestamp(timestamp, UTC))
