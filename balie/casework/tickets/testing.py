"""Builders of tickets for tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets.actions import open_ticket
from balie.casework.tickets.models import Ticket


def a_ticket(*, subject: str = "Geen stroom na meterwissel", by: User | None = None, at: datetime = MONDAY_9AM, **fields: Any) -> Ticket:
    """A ticket as its action opens it; columns `open_ticket` does not take are set afterwards."""
    asked = {"customer", "contact", "question", "thread_id", "team", "category", "purpose", "urgency", "impact", "level", "language"}
    ticket = open_ticket(subject=subject, by=by, at=at, **{name: value for name, value in fields.items() if name in asked})
    rest = {name: value for name, value in fields.items() if name not in asked}
    for name, value in rest.items():
        setattr(ticket, name, value)
    if isinstance(rest.get("owner"), User):
        ticket.participant_ids = [*ticket.participant_ids, rest["owner"].pk]
    ticket.save()
    return ticket
