"""The doors of telephony."""

from balie.conversation.telephony.views.calling import (
    answer,
    bar,
    call_out,
    colleagues,
    consult,
    end_consult,
    hand_on,
    hand_over,
    hang_up,
    hold,
    mute,
    resume,
    talk_with,
    to_queue,
    unmute,
)

__all__ = [
    "answer",
    "bar",
    "call_out",
    "colleagues",
    "consult",
    "end_consult",
    "hand_on",
    "hand_over",
    "hang_up",
    "hold",
    "mute",
    "resume",
    "talk_with",
    "to_queue",
    "unmute",
]
