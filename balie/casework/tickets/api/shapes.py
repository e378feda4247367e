"""What the API of tickets takes and gives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from balie.casework.tickets.models import StateReason
from balie.conversation.contacts.api import AttachedOut, MessageOut
from balie.foundation.errors import Invalid
from balie.foundation.web.schemas import Input
from balie.records.sla.rules import Entry


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
    """`kind`: related, duplicate, child, follow_up or merged, as said by the ticket that has the link; without `id` that is the other one."""

    id: int
    kind: str
    number: int
    subject: str
    state: str


class WaitingOut(Schema):
    """Copied in by somebody else: gets no answers until `POST …/copied`. `wrote` when it sent something itself."""

    address: str
    wrote: bool


class TicketFileOut(Schema):
    """The whole ticket. Terms, teams and owner by key or sign-in name; `customer` is a number; `satisfaction` the customer's last score, from 1 to 5.

    `also_teams` have it too, as when one mail went to two addresses.
    """

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
    also_teams: list[str]
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
    satisfaction: int | None
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
    """`to` empty: the address an answer is proposed to. No mail names who is in `bcc`. `files` stand in the ticket already.

    `state` is what the ticket becomes. With `html` the text is made of it. The signature of the ticket's team and brand goes below by itself.
    """

    text: str
    html: str = ""
    to: str = ""
    cc: list[str] = []
    bcc: list[str] = []
    files: list[UUID] = []
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


def reason_named(key: str) -> StateReason:
    """The reason to wait that a program names by its key. Raises `Invalid`."""
    found = StateReason.objects.filter(key=key, is_retired=False).first()
    if found is None:
        raise Invalid(field="reason", reason=_("“{key}” is not in the list.").format(key=key))
    return found


class CloseIn(Input):
    """`is_told`: the customer was told by telephone. What the rule of its category asks and is not there comes back as `missing`, with 422."""

    result: str
    sentence: str
    cause: str = ""
    version: int | None = None
    is_final: bool = False
    is_told: bool = False


class AssignIn(Input):
    owner: str


class QuestionIn(Input):
    question: int


class LinkIn(Input):
    number: int
    kind: str = "related"


class ContactMoveIn(Input):
    """`contact` is its number; without `ticket` it gets a ticket of its own."""

    contact: int
    ticket: int | None = None


class MergeIn(Input):
    """`number` is of the ticket that stays."""

    number: int


class ClockEntryOut(Schema):
    """From `start` until before `end` it was counted, paused (for `reasons`) or closed; `names` are of holidays and own closing days."""

    start: datetime
    end: datetime
    why: str
    reasons: list[str]
    names: list[dict[str, str]]


def ledger_out(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """A ledger as `ClockEntryOut` tells it."""
    return [
        {
            "start": each.start,
            "end": each.end,
            "why": each.why,
            "reasons": [code for code in each.reasons if code],
            "names": list(each.names),
        }
        for each in entries
    ]


class StepOut(Schema):
    """A step, in the language of whoever asks. `state` is open, done or skipped; `proof` what it asks: note, reference, file or nothing.

    `ledger` is how its margin was used, empty for one without; held before its end, it has no `due_at`."""

    id: int
    title: str
    text: str
    doer: str
    state: str
    proof: str
    is_mandatory: bool
    may_skip: bool
    is_late: bool
    due_at: datetime | None
    ended_at: datetime | None
    by: str
    note: str
    reference: str
    reason: str
    file: UUID | None
    ledger: list[ClockEntryOut]


class RunOut(Schema):
    """A procedure of the ticket, by the version it began with. `is_going`: its open steps are asked still; `is_aside`: another one fits by now.

    `held_by`: the state or the reason of waiting that lets no margin count now, or empty."""

    procedure: str
    name: str
    version: int
    started_at: datetime
    is_going: bool
    is_aside: bool
    held_by: str
    steps: list[StepOut]


class StepDoneIn(Input):
    """What the step asks as proof; `file` was uploaded before, or is empty."""

    note: str = ""
    reference: str = ""
    file: UUID | None = None


class SkippedIn(Input):
    reason: str


class ClockOut(Schema):
    """A promise: `metric` is first, next, update or solution; `seconds` of open time. `due_at` is null while `reasons` pause it, and then
    `left_seconds` are left, less than nothing when it is broken."""

    agreement: str
    kind: str
    metric: str
    priority: int
    seconds: int
    started_at: datetime
    due_at: datetime | None
    reasons: list[str]
    left_seconds: int | None
    breached_at: datetime | None
    stopped_at: datetime | None
    ledger: list[ClockEntryOut]
