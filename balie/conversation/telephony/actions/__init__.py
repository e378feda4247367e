"""Verbs of telephony; the only writer of its tables."""

from __future__ import annotations

from balie.conversation.telephony.actions.answering import answer, answer_accepted
from balie.conversation.telephony.actions.browsers import (
    NotChosen,
    Unreached,
    call_from_browser,
    choose_device,
    connect_browser,
    echo,
    leave_browser,
    press_at_browser,
)
from balie.conversation.telephony.actions.call_backs import AlreadyEnded, end_call_back, settle_call_back
from balie.conversation.telephony.actions.calling import MayNotCall, NoLine, call_out, end_calls_over_the_cap
from balie.conversation.telephony.actions.consulting import (
    AlreadyAsked,
    NobodyAsked,
    Whom,
    consult,
    end_consult,
    hand_over,
    hand_to_queue,
    talk_with,
)
from balie.conversation.telephony.actions.following import answered, be_seen, follow, meet, pass_over, unsaid
from balie.conversation.telephony.actions.in_turn import call_in_turn
from balie.conversation.telephony.actions.ordering import orders_for, said
from balie.conversation.telephony.actions.prompting import drop_prompt, save_prompt
from balie.conversation.telephony.actions.queueing import end_long_wait, end_wrap_up, stop_ringing
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
    set_muted,
)
from balie.conversation.telephony.actions.watching import watch

__all__ = [
    "AlreadyAsked",
    "AlreadyEnded",
    "MayNotCall",
    "NoLine",
    "NoPhone",
    "NobodyAsked",
    "NotChosen",
    "NotTalking",
    "NotWaiting",
    "Unreached",
    "Whom",
    "add_phone",
    "allow_calls",
    "answer",
    "answer_accepted",
    "answered",
    "be_seen",
    "call_from_browser",
    "call_in_turn",
    "call_out",
    "choose_device",
    "connect_browser",
    "consult",
    "drop_prompt",
    "echo",
    "end_call_back",
    "end_calls_over_the_cap",
    "end_consult",
    "end_long_wait",
    "end_wrap_up",
    "follow",
    "hand_on",
    "hand_over",
    "hand_to_queue",
    "hang_up",
    "hold_call",
    "leave_browser",
    "meet",
    "offer_call",
    "orders_for",
    "pass_over",
    "press_at_browser",
    "renew_secret",
    "resume_call",
    "ring_offered",
    "said",
    "save_number",
    "save_prompt",
    "save_trunk",
    "set_muted",
    "set_phone_active",
    "settle_call_back",
    "stop_ringing",
    "talk_with",
    "unsaid",
    "watch",
]
