"""The caller waits: in a queue where there is one, with music, and with what they are told between it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from balie.conversation.telephony.actions.keeping import note, set_state
from balie.conversation.telephony.actions.ordering import order
from balie.conversation.telephony.actions.queueing import wait_in_queue
from balie.conversation.telephony.actions.sounds import music_between, music_for
from balie.conversation.telephony.extensions import TOLD
from balie.conversation.telephony.models import Call, Leg


def wait(leg: Leg, *, at: datetime) -> None:
    """From now on; who may not wait is taken care of."""
    set_state(leg.call, Call.State.WAITING)
    note(leg.call, "waiting", at=at)
    if wait_in_queue(leg.call, at=at):
        _play(leg, at=at)


def tell_again(leg: Leg, *, at: datetime) -> None:
    """The music came to an end: what they are told now, and music again. Who does not wait any more hears neither."""
    if leg.call.state == Call.State.WAITING:
        _play(leg, at=at)


def _play(leg: Leg, *, at: datetime) -> None:
    told = _told(leg.call, at)
    order(leg.instance, music_for(leg) if told is None else music_between(leg, told))


def _told(call: Call, at: datetime) -> Sequence[Path] | None:
    told = [files for fill in TOLD.fillings() if (files := fill(call, at)) is not None]
    return [each for files in told for each in files] if told else None
