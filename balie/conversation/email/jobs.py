"""The jobs of mail by name: actions defer them in their transaction, `tasks` runs them."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app

FILE = "email.file_raw_mails"
SEND = "email.send_outgoing"
COPY = "email.copy_to_sent"
TEACH = "email.teach_filter"


def defer_filing(*, at: datetime | None = None) -> None:
    """Have the mails that wait filed, now or at `at`. Finding nothing to do costs a job one query."""
    app.configure_task(FILE, queue="mail", schedule_at=at).defer()


def defer_sending(outgoing_id: int, *, at: datetime | None = None) -> None:
    """Have the mail sent, now or at `at`."""
    app.configure_task(SEND, queue="mail", schedule_at=at).defer(outgoing_id=outgoing_id)


def defer_copying(outgoing_id: int, *, tries: int = 0, at: datetime | None = None) -> None:
    """Have a copy of the sent mail put in the Sent folder; one after the other, so that none is put there twice."""
    app.configure_task(COPY, queue="mail", lock=f"copy {outgoing_id}", schedule_at=at).defer(outgoing_id=outgoing_id, tries=tries)


def defer_teaching(raw_mail_id: int, taught: str, *, tries: int = 0, at: datetime | None = None) -> None:
    """Have the mail server learn that the mail is `spam` or `ham`; in the order people said so."""
    app.configure_task(TEACH, queue="mail", lock=f"teach {raw_mail_id}", schedule_at=at).defer(
        raw_mail_id=raw_mail_id, taught=taught, tries=tries
    )
