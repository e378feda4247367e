"""What of mail runs beside the jobs in the worker; imported there only, so that pages start without IMAP and SMTP."""

from __future__ import annotations

import threading


def watch_mailboxes(stop: threading.Event) -> None:
    from balie.conversation.email.watchers import watch_mailboxes as watch

    watch(stop)


def listen_for_mail(stop: threading.Event) -> None:
    from balie.conversation.email.listener import listen

    listen(stop)
