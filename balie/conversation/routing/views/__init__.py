"""The doors of routing."""

from balie.conversation.routing.views.operators import operator, operators, reasons, set_state, settings, state
from balie.conversation.routing.views.ringing import accept, decline, pick_up, ringing, wrapped_up
from balie.conversation.routing.views.setting_up import create_queue, edit_queue, queue_settings
from balie.conversation.routing.views.watching import queue, queues, waiting

__all__ = [
    "accept",
    "create_queue",
    "decline",
    "edit_queue",
    "operator",
    "operators",
    "pick_up",
    "queue",
    "queue_settings",
    "queues",
    "reasons",
    "ringing",
    "set_state",
    "settings",
    "state",
    "waiting",
    "wrapped_up",
]
