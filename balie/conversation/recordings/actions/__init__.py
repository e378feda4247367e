"""Verbs of recordings; the only writer of their tables."""

from __future__ import annotations

from balie.conversation.recordings.actions.ending import close_recording, end_cut_off, keep_hearing
from balie.conversation.recordings.actions.keeping import KeptByHold, erase_due, erase_recording, hold_recording, listen
from balie.conversation.recordings.actions.recording import (
    AlreadyRecorded,
    NotOnTheLine,
    NotRecorded,
    Refused,
    note_notice,
    note_place,
    pause_recording,
    record_answered,
    refuse_by_key,
    refuse_recording,
    resume_recording,
    start_recording,
)
from balie.conversation.recordings.actions.setting_up import drop_rule, save_rule
from balie.conversation.recordings.actions.watching import alarm_long_pauses

__all__ = [
    "AlreadyRecorded",
    "KeptByHold",
    "NotOnTheLine",
    "NotRecorded",
    "Refused",
    "alarm_long_pauses",
    "close_recording",
    "drop_rule",
    "end_cut_off",
    "erase_due",
    "erase_recording",
    "hold_recording",
    "keep_hearing",
    "listen",
    "note_notice",
    "note_place",
    "pause_recording",
    "record_answered",
    "refuse_by_key",
    "refuse_recording",
    "resume_recording",
    "save_rule",
    "start_recording",
]
