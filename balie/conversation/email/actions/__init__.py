"""Verbs on mail; the only writers of its tables."""

from balie.conversation.email.actions.acknowledging import answer_filed
from balie.conversation.email.actions.automating import Notice, send_first_notice, send_notice, take_back_notices, usable_address
from balie.conversation.email.actions.blocking import block_sender, unblock_sender
from balie.conversation.email.actions.bounces import fail_outgoing
from balie.conversation.email.actions.demo import keep_demo_mail
from balie.conversation.email.actions.mailboxes import (
    ConnectedAlready,
    Lease,
    begin_mailbox,
    discard_mailbox,
    keep_tokens,
    note_progress,
    note_signed_in,
    note_state,
    prepare_mailbox,
    release_lease,
    renew_lease,
    save_mailbox,
    take_lease,
)
from balie.conversation.email.actions.marking import NotIncoming, mark_mail, unmark_mail
from balie.conversation.email.actions.outbox import (
    Claim,
    NotFailed,
    NotHeld,
    claim_outgoing,
    mark_sent,
    mark_unsent,
    note_no_copy,
    release_held,
    send_again,
    sweep_outgoing,
)
from balie.conversation.email.actions.participants import NobodyWaits, decide_copied
from balie.conversation.email.actions.quarantine import NotWaiting, dismiss_mail, file_by_hand, retry_mail
from balie.conversation.email.actions.receiving import MOST_TRIES, note_failure, receive_email, refuse_mail
from balie.conversation.email.actions.sending import NoMailbox, OwnAddress, WrongAddress, answering, send_new, send_reply
from balie.conversation.email.actions.servers import note_server_down, note_server_up
from balie.conversation.email.actions.splitting import split_thread
from balie.conversation.email.actions.storing import store_raw
from balie.conversation.email.actions.taking_back import AlreadyLeft, send_at_another_moment, take_back
from balie.conversation.email.actions.withheld import leave_withheld
from balie.conversation.email.actions.writing import NOTHING_PASSED, LaidOut, Passed

__all__ = [
    "MOST_TRIES",
    "NOTHING_PASSED",
    "AlreadyLeft",
    "Claim",
    "ConnectedAlready",
    "LaidOut",
    "Lease",
    "NoMailbox",
    "NobodyWaits",
    "NotFailed",
    "NotHeld",
    "NotIncoming",
    "NotWaiting",
    "Notice",
    "OwnAddress",
    "Passed",
    "WrongAddress",
    "answer_filed",
    "answering",
    "begin_mailbox",
    "block_sender",
    "claim_outgoing",
    "decide_copied",
    "discard_mailbox",
    "dismiss_mail",
    "fail_outgoing",
    "file_by_hand",
    "keep_demo_mail",
    "keep_tokens",
    "leave_withheld",
    "mark_mail",
    "mark_sent",
    "mark_unsent",
    "note_failure",
    "note_no_copy",
    "note_progress",
    "note_server_down",
    "note_server_up",
    "note_signed_in",
    "note_state",
    "prepare_mailbox",
    "receive_email",
    "refuse_mail",
    "release_held",
    "release_lease",
    "renew_lease",
    "retry_mail",
    "save_mailbox",
    "send_again",
    "send_at_another_moment",
    "send_first_notice",
    "send_new",
    "send_notice",
    "send_reply",
    "split_thread",
    "store_raw",
    "sweep_outgoing",
    "take_back",
    "take_back_notices",
    "take_lease",
    "unblock_sender",
    "unmark_mail",
    "usable_address",
]
