"""Jobs of tickets."""

from __future__ import annotations

from datetime import UTC, datetime

from balie.casework.tickets.actions import remind_of_promises, wake_tickets
from balie.foundation.tasks import periodic


@periodic(cron="* * * * *", name="tickets.wake")
def wake(timestamp: int) -> None:
    """Every minute: tickets whose wait is over, or soon will be."""
    at = datetime.fromtimestamp(timestamp, UTC)
    wake_tickets(at=at)
    remind_of_promises(at=at)
