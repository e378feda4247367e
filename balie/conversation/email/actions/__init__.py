"""Verbs on mail; the only writers of its tables."""

from balie.conversation.email.actions.receiving import file_next, file_raw_mail, receive_email
from balie.conversation.email.actions.sending import OwnAddress, WrongAddress, send_new, send_reply
from balie.conversation.email.actions.storing import store_raw

__all__ = [
    "OwnAddress",
    "WrongAddress",
    "file_next",
    "file_raw_mail",
    "receive_email",
    "send_new",
    "send_reply",
    "store_raw",
]
