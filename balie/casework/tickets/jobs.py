"""The jobs of tickets by name: actions defer them in their transaction, `tasks` runs them."""

from __future__ import annotations

from procrastinate.contrib.django import app

ESCALATE = "tickets.escalate"
BULK = "tickets.bulk"


def defer_bulk(job_id: int) -> None:
    """Have the next tickets of the job changed; behind what customers wait for."""
    app.configure_task(BULK, lock=f"bulk {job_id}", priority=-10).defer(job_id=job_id)


def defer_escalating(*, ticket_id: int, escalation_id: int, step_id: int) -> None:
    """Have done what was agreed for this step of a promise; of one ticket one after the other."""
    task = app.configure_task(ESCALATE, lock=f"escalate ticket {ticket_id}")
    task.defer(ticket_id=ticket_id, escalation_id=escalation_id, step_id=step_id)
