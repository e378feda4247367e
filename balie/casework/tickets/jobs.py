"""The jobs of tickets by name: actions defer them in their transaction, `tasks` runs them."""

from __future__ import annotations

from procrastinate.contrib.django import app

ESCALATE = "tickets.escalate"
BULK = "tickets.bulk"
COUNT_VIEW = "tickets.count_view"
FOLLOW_REASON = "tickets.follow_reason"


def defer_bulk(job_id: int) -> None:
    """Have the next tickets of the job changed; behind what customers wait for."""
    app.configure_task(BULK, lock=f"bulk {job_id}", priority=-10).defer(job_id=job_id)


def defer_escalating(*, ticket_id: int, escalation_id: int, step_id: int) -> None:
    """Have done what was agreed for this step of a promise; of one ticket one after the other."""
    task = app.configure_task(ESCALATE, lock=f"escalate ticket {ticket_id}")
    task.defer(ticket_id=ticket_id, escalation_id=escalation_id, step_id=step_id)


def defer_following(reason_id: int, *, after: int = 0, is_again: bool = False) -> None:
    """Have the tickets that wait for the reason follow what it holds now; `is_again`: those that began to in a process that did not know of it yet."""
    wait, lock = ({"seconds": 30}, "follow again reason") if is_again else (None, "follow reason")
    app.configure_task(FOLLOW_REASON, lock=f"{lock} {reason_id}", schedule_in=wait).defer(reason_id=reason_id, after=after)


def defer_counting(view_id: int, generation: int, *, mark: int = 0) -> None:
    """Have a saved list counted; with a `mark` of `transaction_mark` in a second, when what was under way then has ended."""
    wait = {"seconds": 1} if mark else None
    app.configure_task(COUNT_VIEW, lock=f"count view {view_id}", schedule_in=wait).defer(view_id=view_id, generation=generation, mark=mark)
