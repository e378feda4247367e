"""`balie engine`: the telephone's records and decisions."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from balie.conversation.telephony import engine


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT."""

    requires_system_checks = ()

    help = "The telephone's engine alone; `balie telephony` starts it with the media process."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        engine.run(stop)
