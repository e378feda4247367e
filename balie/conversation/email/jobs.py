"""The jobs of mail by name: actions defer them in their transaction, `tasks` runs them."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app

FILE = "email.file_raw_mails"
SEND = "email.send_outgoing"


def defer_filing(*, at: datetime | None = None) -> None:
    """Have the mails that wait filed, now or at `at`. Finding nothing to do costs a job one query."""
    app.configure_task(FILE, queue="mail", schedule_at=at).defer()


def defer_sending(outgoing_id: int, *, at: datetime | None = None) -> None:
    """Have the mail sent, now or at `at`."""
    app.configure_task(SEND, queue="mail", schedule_at=at).defer(outgoing_id=outgoing_id)
