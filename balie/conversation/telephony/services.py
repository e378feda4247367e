"""What of the telephone runs beside the jobs in the worker: its engine, where a media process can be on this machine."""

from __future__ import annotations

import threading

from django.conf import settings


def drive_telephone(stop: threading.Event) -> None:
    if not settings.BALIE_SIP_PORT:
        stop.wait()
        return
    from balie.conversation.telephony.engine import run

    run(stop)
