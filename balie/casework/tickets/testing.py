"""Builders of tickets for tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets.actions import count_view, open_ticket, save_view
from balie.casework.tickets.models import SavedView, Ticket
from balie.casework.tickets.queries.lists import Filters


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


def a_saved_view(name: str = "Dringend", *, by: User, team: Team | None = None, **filters: Any) -> SavedView:
    """A saved list of `filters` that has been counted; of all open tickets unless told."""
    return counted(save_view(name, Filters(**{"view": "all", **filters}), team=team, by=by, at=MONDAY_9AM))


def counted(view: SavedView) -> SavedView:
    """The saved list as it stands once its job has counted it."""
    view.refresh_from_db()
    count_view(view.pk, view.generation)
    view.refresh_from_db()
    return view
