"""Opening a ticket leaves a trace where it must."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.levels import Level
from balie.casework.tickets.actions.beside import read_notifications
from balie.casework.tickets.models import Ticket


@transaction.atomic
def read_ticket(ticket: Ticket, *, by: User, at: datetime) -> None:
    """What was put under one's eyes is read; opening a restricted ticket is audited."""
    read_notifications(ticket.number, by=by, at=at)
    if ticket.level >= Level.RESTRICTED:
        record("tickets.read", ticket, by=by, at=at)
