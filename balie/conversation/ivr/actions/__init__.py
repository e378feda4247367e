"""Verbs of the menus callers hear; the only writer of their tables."""

from __future__ import annotations

from balie.conversation.ivr.actions.leading import begin_journey, follow_key, follow_played
from balie.conversation.ivr.actions.messages import follow_last_words, leave_message, turn_away
from balie.conversation.ivr.actions.setting_up import Unusable, answer_by_menu, save_menu
from balie.conversation.ivr.actions.telling import judge_announcements, tell_of_wait

__all__ = [
    "Unusable",
    "answer_by_menu",
    "begin_journey",
    "follow_key",
    "follow_last_words",
    "follow_played",
    "judge_announcements",
    "leave_message",
    "save_menu",
    "tell_of_wait",
    "turn_away",
]
