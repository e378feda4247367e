"""The watchers beside a test, as the worker runs them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connections

from balie.conversation.email.models import Mailbox
from balie.conversation.email.watchers import watch_mailboxes


@contextmanager
def watching() -> Iterator[None]:
    """The watchers, as the worker runs them."""
    stop = threading.Event()

    def run() -> None:
        try:
            watch_mailboxes(stop)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)


def wait_for(what: Callable[[], bool], seconds: float = 15) -> float:
    """How long it took."""
    started = time.monotonic()
    while not what():
        assert time.monotonic() - started < seconds, "it did not happen in time"
        time.sleep(0.05)
    return time.monotonic() - started


def is_in(state: str) -> Callable[[], bool]:
    return lambda: Mailbox.objects.get().state == state
