"""Jobs of mail."""

from __future__ import annotations

from django.utils import timezone

from balie.conversation.email import intake, outbox, queries
from balie.conversation.email.actions import sweep_outgoing
from balie.conversation.email.jobs import COPY, FILE, SEND, TEACH, defer_filing
from balie.foundation.tasks import periodic, task


@task(name=FILE, queue="mail")
def file_raw_mails() -> None:
    """File every mail that waits; nothing to do is no fault."""
    intake.file_backlog()


@task(name=SEND, queue="mail")
def send_outgoing(outgoing_id: int) -> None:
    outbox.send(outgoing_id)


@task(name=COPY, queue="mail")
def copy_to_sent(outgoing_id: int, tries: int = 0) -> None:
    from balie.conversation.email import copies  # IMAP is for the worker alone

    copies.copy_to_sent(outgoing_id, tries=tries)


@task(name=TEACH, queue="mail")
def teach_filter(raw_mail_id: int, taught: str, tries: int = 0) -> None:
    from balie.conversation.email import teaching  # IMAP is for the worker alone

    teaching.teach_filter(raw_mail_id, taught, tries=tries)


@periodic(cron="* * * * * */20", name="email.sweep")
def sweep(timestamp: int) -> None:
    """Mails without a job (their time came while no worker ran, or a restored copy was released) get one."""
    if queries.is_mail_waiting(timezone.now()):
        defer_filing()
    sweep_outgoing()
