"""Who waits is told their place and how long it may still take; what was told is kept, and what it became."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from balie.conversation.ivr import hearing, incidents, queries
from balie.conversation.ivr.models import Announcement
from balie.conversation.ivr.rules import expecting
from balie.conversation.telephony.actions.queueing import waiting_of
from balie.conversation.telephony.events import CallAnswered
from balie.conversation.telephony.models import Call


def tell_of_wait(call: Call, at: datetime) -> Sequence[Path] | None:
    """What they hear now: an incident, their place, the minutes, and which keys there are. None for who is in no queue."""
    waiting = waiting_of(call)
    if waiting is None:
        return None
    place = queries.place_in(waiting)
    found = expecting.expected(place - 1, queries.pace_of(waiting.queue, call.language, at=at))
    said, before = expecting.said_of(found) if found else None, queries.last_announced(call)
    Announcement.objects.create(
        call=call, at=at, place=place, least_min=said.least_min if said else None, most_min=said.most_min if said else None
    )
    words = incidents.of_queue(waiting.queue, call.language, at=at) + hearing.of_place(place, call.language)
    if said is not None:
        words += [*_warned(call, said, before, at), *hearing.of_wait(said, call.language)]
    return [*words, hearing.sound("waiting-keys", call.language)]


def judge_announcements(event: CallAnswered) -> None:
    """Reaction: how long it became since each announcement."""
    for each in Announcement.objects.filter(call=event.call_id, waited_s=None):
        each.waited_s = round((event.at - each.at).total_seconds())
        each.save(update_fields=["waited_s"])


def _warned(call: Call, said: expecting.Said, before: Announcement | None, at: datetime) -> list[Path]:
    """More than was said before is never said as if nothing had happened."""
    if before is None or before.least_min is None:
        return []
    was = expecting.Said(before.least_min, before.most_min)
    is_longer = expecting.is_longer(said, was, passed_s=(at - before.at).total_seconds())
    return [hearing.sound("wait-changed", call.language)] if is_longer else []
