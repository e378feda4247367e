"""What callers hear of an incident, while there is one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from balie.conversation.routing.models import Queue
from balie.conversation.telephony.spoken import spoken


def name_of(queue: Queue) -> str:
    """Under which name the sound of its incident is kept."""
    return f"incident-{queue.pk}"


def of_queue(queue: Queue, language: str, *, at: datetime) -> list[Path]:
    """The words that were recorded for it; what nobody recorded is not heard."""
    if not queue.incident or (queue.incident_until is not None and queue.incident_until <= at):
        return []
    path = spoken(name_of(queue), language)
    return [path] if path.exists() else []
