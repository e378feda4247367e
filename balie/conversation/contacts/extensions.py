"""What contacts ask of the apps above them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from balie.access.accounts.models import User
from balie.conversation.contacts.models import Contact, Message
from balie.foundation.extensions import ExtensionPoint


@dataclass(frozen=True)
class QuestionAction:
    """What can be made of a question: a ticket, an order. `url` takes the question's id; `key` is the key that does it."""

    name: str | Promise
    icon: str
    key: str
    url: Callable[[int], str]
    verb: str


@dataclass(frozen=True)
class Work:
    """A ticket or order that came of a contact."""

    number: int
    title: str
    url: str
    state: str | Promise = ""


@dataclass(frozen=True)
class ContactPanel:
    """A block beside the notes of a contact (script, suggestions): the partial at `url`, refreshed by its own topic."""

    name: str | Promise
    url: Callable[[Contact], str | None]
    place: str = "beside"


@dataclass(frozen=True)
class MessageView:
    """Another way to look at a message (its original layout): `url` gives the address of a partial, None when it has none."""

    name: str | Promise
    url: Callable[[Message], str | None]


type Send = Callable[[Message, Contact], None]

QUESTION_ACTIONS: ExtensionPoint[QuestionAction] = ExtensionPoint("contacts.question_actions")
WORK: ExtensionPoint[Callable[[User, Sequence[int]], dict[int, list[Work]]]] = ExtensionPoint("contacts.work")
PANELS: ExtensionPoint[ContactPanel] = ExtensionPoint("contacts.panels")
MESSAGE_VIEWS: ExtensionPoint[MessageView] = ExtensionPoint("contacts.message_views")
