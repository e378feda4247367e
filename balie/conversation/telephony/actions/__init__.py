"""Verbs of telephony; the only writer of its tables."""

from __future__ import annotations

from balie.conversation.telephony.actions.call_backs import AlreadyEnded, end_call_back, settle_call_back
from balie.conversation.telephony.actions.calling import MayNotCall, NoLine, call_out, end_calls_over_the_cap
from balie.conversation.telephony.actions.following import be_seen, follow, meet, pass_over, unsaid
from balie.conversation.telephony.actions.ordering import orders_for, said
from balie.conversation.telephony.actions.queueing import end_long_wait, stop_ringing
from balie.conversation.telephony.actions.setting_up import add_phone, allow_calls, renew_secret, save_number, save_trunk, set_phone_active
from balie.conversation.telephony.actions.talking import (
    NoPhone,
    NotTalking,
    NotWaiting,
    hand_on,
    hang_up,
    hold_call,
    offer_call,
    resume_call,
    ring_offered,
)

__all__ = [
    "AlreadyEnded",
    "MayNotCall",
    "NoLine",
    "NoPhone",
    "NotTalking",
    "NotWaiting",
    "add_phone",
    "allow_calls",
    "be_seen",
    "call_out",
    "end_call_back",
    "end_calls_over_the_cap",
    "end_long_wait",
    "follow",
    "hand_on",
    "hang_up",
    "hold_call",
    "meet",
    "offer_call",
    "orders_for",
    "pass_over",
    "renew_secret",
    "resume_call",
    "ring_offered",
    "said",
    "save_number",
    "save_trunk",
    "set_phone_active",
    "settle_call_back",
    "stop_ringing",
    "unsaid",
]
