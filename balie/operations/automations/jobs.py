"""The jobs of automations by name: actions defer them in their transaction, `tasks` runs them."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app

RUN = "automations.run"


def defer_running(ticket_id: int, kind: str, *, moment: datetime, about: int = 0, depth: int = 0) -> None:
    """Have the rules for this event of a ticket looked at; of one ticket one event after the other."""
    task = app.configure_task(RUN, lock=f"automations ticket {ticket_id}")
    task.defer(ticket_id=ticket_id, kind=kind, moment=moment.isoformat(), about=about, depth=depth)
