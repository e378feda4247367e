"""Verbs on contacts; the only writer of contacts, questions and messages."""

from __future__ import annotations

from balie.conversation.contacts.actions.beginning import (
    attach_customer,
    begin_contact,
    change_contact,
    date_contact,
    open_file,
    register_contact,
    take_over,
)
from balie.conversation.contacts.actions.ending import NotEmpty, NotFinished, discard_contact, finish_contact, reopen_contact
from balie.conversation.contacts.actions.holding import AlreadyFinished
from balie.conversation.contacts.actions.messages import NewMessage, add_message, remove_unsent
from balie.conversation.contacts.actions.questions import QuestionFields, remove_question, save_question

__all__ = [
    "AlreadyFinished",
    "NewMessage",
    "NotEmpty",
    "NotFinished",
    "QuestionFields",
    "add_message",
    "attach_customer",
    "begin_contact",
    "change_contact",
    "date_contact",
    "discard_contact",
    "finish_contact",
    "open_file",
    "register_contact",
    "remove_question",
    "remove_unsent",
    "reopen_contact",
    "save_question",
    "take_over",
]
