"""What the API of tickets takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Schema

from balie.conversation.contacts.api import AttachedOut, MessageOut
from balie.foundation.web.schemas import Input


class TicketOut(Schema):
    """A line of a list. `priority` goes from 1 (critical) to 4."""

    number: int
    subject: str
    state: str
    priority: int
    customer: str
    team: str
    owner: str
    category: str
    language: str
    tags: list[str]
    opened_at: datetime
    changed_at: datetime
    answer_due_since: datetime | None
    wake_at: datetime | None


class TicketPage(Schema):
    items: list[TicketOut]
    next: str


class NoteOut(Schema):
    at: datetime
    by: str
    text: str
    files: list[AttachedOut]


class ChangeOut(Schema):
    at: datetime
    by: str
    verb: str
    field: str
    old: str
    new: str
    reason: str


class LinkOut(Schema):
    id: int
    number: int
    subject: str
    state: str


class WaitingOut(Schema):
    """Copied in by somebody else: gets no answers until `POST …/copied`. `wrote` when it sent something itself."""

    address: str
    wrote: bool


class TicketFileOut(Schema):
    """The whole ticket. Terms, team and owner by key or sign-in name; `customer` is a number."""

    number: int
    version: int
    subject: str
    state: str
    state_reason: str
    wake_at: datetime | None
    urgency: int
    impact: int
    priority: int
    customer: int | None
    customer_name: str
    team: str
    owner: str
    category: str
    purpose: str
    language: str
    level: int
    tags: list[str]
    opened_at: datetime
    changed_at: datetime
    solved_at: datetime | None
    result: str
    cause: str
    result_sentence: str
    waiting: list[WaitingOut]
    watchers: list[str]
    messages: list[MessageOut]
    notes: list[NoteOut]
    changes: list[ChangeOut]
    files: list[AttachedOut]
    links: list[LinkOut]


class MessagePage(Schema):
    items: list[MessageOut]


class ListIn(Schema):
    """`state` and `priority` may come several times; no state means the open ones."""

    view: Literal["mine", "team", "unassigned", "all"] = "all"
    state: list[str] = []
    priority: list[int] = []
    customer: int | None = None
    tag: str = ""
    language: str = ""
    sort: Literal["changed", "oldest", "opened", "priority", "waiting", "number"] = "changed"
    after: str = ""


class TicketIn(Input):
    subject: str
    customer: int | None = None
    contact: int | None = None
    category: str = ""
    purpose: str = ""
    team: str = ""
    urgency: int = 2
    impact: int = 2
    language: str = ""


class FieldsIn(Input):
    """What is left out stays. `version` is the one that was read: an older one is refused with 409."""

    version: int
    subject: str | None = None
    category: str | None = None
    purpose: str | None = None
    customer: int | None = None
    urgency: int | None = None
    impact: int | None = None
    tags: list[str] | None = None
    level: int | None = None
    language: str | None = None


class ReplyIn(Input):
    """`to` empty: the address an answer is proposed to. `state` is what the ticket becomes."""

    text: str
    to: str = ""
    cc: list[str] = []
    subject: str = ""
    state: str = ""


class CopiedIn(Input):
    """`accept` lets the address take part from now on; else it is kept out."""

    address: str
    accept: bool


class NoteIn(Input):
    text: str


class TransferIn(Input):
    reason: str
    team: str = ""
    owner: str = ""
    version: int | None = None


class StateIn(Input):
    state: str
    reason: str = ""
    wake_at: datetime | None = None
    version: int | None = None


class CloseIn(Input):
    result: str
    sentence: str
    cause: str = ""
    version: int | None = None
    is_final: bool = False


class AssignIn(Input):
    owner: str


class LinkIn(Input):
    number: int
    kind: str = "related"
