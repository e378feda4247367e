"""Verbs on tickets; the only writers of their tables."""

from balie.casework.tickets.actions.beside import attach_files, link, read_notifications, unlink, unwatch, watch
from balie.casework.tickets.actions.bulk import Outcome, each_of
from balie.casework.tickets.actions.changing import TicketFields, add_tags, set_fields
from balie.casework.tickets.actions.copied import decide_copied
from balie.casework.tickets.actions.deciding import (
    save_automatic_text,
    save_matrix,
    save_reason,
    save_template,
    set_reason_retired,
    set_template_retired,
)
from balie.casework.tickets.actions.ending import NotClosed, close_ticket, reopen, set_state, wake_tickets
from balie.casework.tickets.actions.holding import AlreadyClosed
from balie.casework.tickets.actions.moving import AlreadyTaken, assign, take, transfer
from balie.casework.tickets.actions.opening import (
    file_contact,
    follow_customer,
    move_to_kept_customer,
    note_message,
    open_ticket,
)
from balie.casework.tickets.actions.progress import remind_of_promises, set_progress, take_progress_back, tell_progress
from balie.casework.tickets.actions.sharing import share_ticket
from balie.casework.tickets.actions.taking_back import put_words_back, send_reply_at, take_reply_back
from balie.casework.tickets.actions.undoing import NothingToUndo, undo
from balie.casework.tickets.actions.writing import add_note, reply, show_sending, tell_unsent

__all__ = [
    "AlreadyClosed",
    "AlreadyTaken",
    "NotClosed",
    "NothingToUndo",
    "Outcome",
    "TicketFields",
    "add_note",
    "add_tags",
    "assign",
    "attach_files",
    "close_ticket",
    "decide_copied",
    "each_of",
    "file_contact",
    "follow_customer",
    "link",
    "move_to_kept_customer",
    "note_message",
    "open_ticket",
    "put_words_back",
    "read_notifications",
    "remind_of_promises",
    "reopen",
    "reply",
    "save_automatic_text",
    "save_matrix",
    "save_reason",
    "save_template",
    "send_reply_at",
    "set_fields",
    "set_progress",
    "set_reason_retired",
    "set_state",
    "set_template_retired",
    "share_ticket",
    "show_sending",
    "take",
    "take_progress_back",
    "take_reply_back",
    "tell_progress",
    "tell_unsent",
    "transfer",
    "undo",
    "unlink",
    "unwatch",
    "wake_tickets",
    "watch",
]
