"""Keys of who waits: to be called back in one's turn, or to leave a message."""

from __future__ import annotations

from datetime import datetime

from balie.conversation.ivr.actions.messages import leave_message, promise_call
from balie.conversation.telephony.models import Call, Leg

CALL_BACK_KEY, MESSAGE_KEY = "1", "2"


def press_while_waiting(leg: Leg, key: str, *, at: datetime) -> None:
    """Only in a queue: who waits for somebody to pick up has no place there to keep."""
    if leg.call.state != Call.State.WAITING or leg.call.waits_in is None:
        return
    if key == CALL_BACK_KEY:
        promise_call(leg, at=at)
    elif key == MESSAGE_KEY:
        leave_message(leg, at=at)
