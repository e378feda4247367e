"""What of routing runs beside the jobs in the worker: on every worker, and one of them decides."""

from __future__ import annotations

import threading


def hand_out(stop: threading.Event) -> None:
    from balie.conversation.routing.matcher import hand_out as run

    run(stop)
