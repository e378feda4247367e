"""What contacts ask of the apps above them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
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
    """A block beside the notes of a contact (script, suggestions): the partial at `url`, refreshed by its own topic.

    One that `leads` stands above the result.
    """

    name: str | Promise
    url: Callable[[Contact], str | None]
    leads: bool = False


@dataclass(frozen=True)
class QuestionPanel:
    """A block below the question that is being noted: the partial at `url` (contact's number, position), asked again whenever it was kept."""

    name: str | Promise
    url: Callable[[int, int], str]
    verb: str


@dataclass(frozen=True)
class MessageView:
    """Another way to look at a message (its original layout): `url` gives the address of a partial, None when it has none."""

    name: str | Promise
    url: Callable[[Message], str | None]


@dataclass(frozen=True)
class MessageExtras:
    """What a channel shows of a message besides its words: templates above and below them, what they say, and the files shown there (ids)."""

    above: str
    below: str
    said: object
    file_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MessageKeeper:
    """Who keeps more with a message than its words. It is read with the messages themselves, in their one query.

    `rows` gives a query of at most one JSON value for the message `OuterRef("pk")`; `read` makes of that value what the
    viewer is shown.
    """

    rows: Callable[[], QuerySet[Any, Any]]
    read: Callable[[User, Mask, Any], MessageExtras]


type Send = Callable[[Message, Contact], None]

QUESTION_ACTIONS: ExtensionPoint[QuestionAction] = ExtensionPoint("contacts.question_actions")
QUESTION_PANELS: ExtensionPoint[QuestionPanel] = ExtensionPoint("contacts.question_panels")
WORK: ExtensionPoint[Callable[[User, Sequence[int]], dict[int, list[Work]]]] = ExtensionPoint("contacts.work")
PANELS: ExtensionPoint[ContactPanel] = ExtensionPoint("contacts.panels")
MESSAGE_KEEPERS: ExtensionPoint[MessageKeeper] = ExtensionPoint("contacts.message_keepers")
MESSAGE_VIEWS: ExtensionPoint[MessageView] = ExtensionPoint("contacts.message_views")
