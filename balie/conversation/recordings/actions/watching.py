"""A recording that was paused and forgotten is no recording: somebody is told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from balie.access.audit.actions import record
from balie.conversation.recordings import rules
from balie.conversation.recordings.models import Pause
from balie.foundation.live import nudge


@transaction.atomic
def alarm_long_pauses(*, at: datetime) -> int:
    """Tell operator and leads, once for each pause, on their lists and beside the contact. How many were told of."""
    forgotten = Pause.objects.select_for_update(of=("self",), skip_locked=True).select_related("recording__contact")
    found = list(forgotten.filter(ended_at=None, alarmed_at=None, began_at__lte=at - rules.PAUSED_TOO_LONG))
    for pause in found:
        pause.alarmed_at = at
        pause.save(update_fields=["alarmed_at"])
        contact = pause.recording.contact
        record("recordings.paused_too_long", pause.recording, by=None, at=at)
        nudge(f"contact:{contact.number}", "calls", *([f"user:{contact.operator_id}"] if contact.operator_id else []))
    return len(found)
