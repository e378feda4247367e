"""Verbs on tickets; the only writers of their tables."""

from balie.casework.tickets.actions.adding import add_question
from balie.casework.tickets.actions.automating import sign_by_rule, tell_by_rule, tell_of_rule_off
from balie.casework.tickets.actions.beside import attach_files, link, read_notifications, unlink, unwatch, watch
from balie.casework.tickets.actions.bulk import Outcome, each_of
from balie.casework.tickets.actions.bulk_jobs import MOST_IN_A_JOB, ask_bulk, run_bulk, start_bulk, stop_bulk, undo_bulk
from balie.casework.tickets.actions.changing import TicketFields, add_tags, set_fields
from balie.casework.tickets.actions.checklists import forget_offered
from balie.casework.tickets.actions.closing import NotReadyToClose, remove_closing_rule, save_closing_rule
from balie.casework.tickets.actions.copied import decide_copied
from balie.casework.tickets.actions.deciding import (
    retire_signature,
    save_automatic_text,
    save_matrix,
    save_reason,
    save_signature,
    save_template,
    set_reason_retired,
    set_template_retired,
)
from balie.casework.tickets.actions.ending import NotClosed, close_ticket, reopen, set_state, wake_tickets
from balie.casework.tickets.actions.escalating import escalate, escalate_later
from balie.casework.tickets.actions.following import FOLLOWER, follow_reason
from balie.casework.tickets.actions.handing_over import hand_over, undo_handover
from balie.casework.tickets.actions.helping import learn_what_answered, learn_what_helped
from balie.casework.tickets.actions.holding import AlreadyClosed, MergedAway
from balie.casework.tickets.actions.incidents import close_parts, tell_part, tell_parts
from balie.casework.tickets.actions.merging import merge_tickets, take_apart
from balie.casework.tickets.actions.moving import AlreadyTaken, assign, take, transfer
from balie.casework.tickets.actions.offering import NothingOffered, accept_transfer, refuse_transfer
from balie.casework.tickets.actions.opening import (
    file_contact,
    follow_customer,
    note_message,
    open_ticket,
)
from balie.casework.tickets.actions.prioritising import set_major
from balie.casework.tickets.actions.progress import remind_of_promises, set_progress, take_progress_back, tell_before_due, tell_progress
from balie.casework.tickets.actions.promises import follow_terms, show_promise
from balie.casework.tickets.actions.pulling import AlreadyBegun, NothingToDo, hold_on, not_this_one, pull_next, put_back
from balie.casework.tickets.actions.refiling import move_contact
from balie.casework.tickets.actions.sharing import share_ticket
from balie.casework.tickets.actions.spam import bring_back, set_spam_aside
from balie.casework.tickets.actions.stepping import finish_step, note_late_steps, skip_step, take_step_back
from balie.casework.tickets.actions.surveying import (
    AlreadyAnswered,
    TooLateToAnswer,
    answer_survey,
    ask_satisfaction,
    remove_survey_rule,
    save_survey_rule,
    withdraw_survey,
)
from balie.casework.tickets.actions.taking_back import put_words_back, send_reply_at, take_reply_back
from balie.casework.tickets.actions.undoing import NothingToUndo, undo
from balie.casework.tickets.actions.view_counts import count_view, fold_view_deltas, recount_views, sweep_view_counts
from balie.casework.tickets.actions.views import change_view, move_view, order_views_by_name, remove_view, restore_view, save_view
from balie.casework.tickets.actions.writing import add_note, reply, show_sending, tell_unsent

__all__ = [
    "FOLLOWER",
    "MOST_IN_A_JOB",
    "AlreadyAnswered",
    "AlreadyBegun",
    "AlreadyClosed",
    "AlreadyTaken",
    "MergedAway",
    "NotClosed",
    "NotReadyToClose",
    "NothingOffered",
    "NothingToDo",
    "NothingToUndo",
    "Outcome",
    "TicketFields",
    "TooLateToAnswer",
    "accept_transfer",
    "add_note",
    "add_question",
    "add_tags",
    "answer_survey",
    "ask_bulk",
    "ask_satisfaction",
    "assign",
    "attach_files",
    "bring_back",
    "change_view",
    "close_parts",
    "close_ticket",
    "count_view",
    "decide_copied",
    "each_of",
    "escalate",
    "escalate_later",
    "file_contact",
    "finish_step",
    "fold_view_deltas",
    "follow_customer",
    "follow_reason",
    "follow_terms",
    "forget_offered",
    "hand_over",
    "hold_on",
    "learn_what_answered",
    "learn_what_helped",
    "link",
    "merge_tickets",
    "move_contact",
    "move_view",
    "not_this_one",
    "note_late_steps",
    "note_message",
    "open_ticket",
    "order_views_by_name",
    "pull_next",
    "put_back",
    "put_words_back",
    "read_notifications",
    "recount_views",
    "refuse_transfer",
    "remind_of_promises",
    "remove_closing_rule",
    "remove_survey_rule",
    "remove_view",
    "reopen",
    "reply",
    "restore_view",
    "retire_signature",
    "run_bulk",
    "save_automatic_text",
    "save_closing_rule",
    "save_matrix",
    "save_reason",
    "save_signature",
    "save_survey_rule",
    "save_template",
    "save_view",
    "send_reply_at",
    "set_fields",
    "set_major",
    "set_progress",
    "set_reason_retired",
    "set_spam_aside",
    "set_state",
    "set_template_retired",
    "share_ticket",
    "show_promise",
    "show_sending",
    "sign_by_rule",
    "skip_step",
    "start_bulk",
    "stop_bulk",
    "sweep_view_counts",
    "take",
    "take_apart",
    "take_progress_back",
    "take_reply_back",
    "take_step_back",
    "tell_before_due",
    "tell_by_rule",
    "tell_of_rule_off",
    "tell_part",
    "tell_parts",
    "tell_progress",
    "tell_unsent",
    "transfer",
    "undo",
    "undo_bulk",
    "undo_handover",
    "unlink",
    "unwatch",
    "wake_tickets",
    "watch",
    "withdraw_survey",
]
