"""Mail as rows of a list, masked for who looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from balie.access.permissions.masking import Mask
from balie.conversation.email import why
from balie.conversation.email.models import BlockedSender, Outgoing, RawMail
from balie.conversation.email.reasons import in_words


@dataclass(frozen=True)
class RawLine:
    """A mail that came in."""

    id: int
    sender: str
    subject: str
    mailbox: str
    state: str
    state_words: str
    reason: str
    size: int
    file_id: UUID
    received_at: datetime
    contact_number: int | None
    contact_url: str


@dataclass(frozen=True)
class OutgoingLine:
    """A mail on its way out. `error` is also why it is held back; `is_held` until a person lets it go."""

    id: int
    recipients: str
    subject: str
    mailbox: str
    state: str
    state_words: str
    error: str
    is_held: bool
    attempts: int
    made_at: datetime
    next_at: datetime
    sent_at: datetime | None
    contact_number: int | None
    contact_url: str


@dataclass(frozen=True)
class BlockedLine:
    """A sender whose mail goes to quarantine, and how often it came."""

    id: int
    pattern: str
    why: str
    by: str
    at: datetime
    hits: int
    last_hit_at: datetime | None


def blocked_lines(rows: Sequence[BlockedSender], mask: Mask) -> list[BlockedLine]:
    return [
        BlockedLine(row.pk, mask(BlockedSender, "pattern", row.pattern), mask.text(row.why), row.by.name, row.at, row.hits, row.last_hit_at)
        for row in rows
    ]


def raw_lines(rows: Sequence[RawMail], mask: Mask) -> list[RawLine]:
    return [_raw_line(row, mask) for row in rows]


def outgoing_lines(rows: Sequence[Outgoing], mask: Mask) -> list[OutgoingLine]:
    return [_outgoing_line(row, mask) for row in rows]


def _raw_line(row: RawMail, mask: Mask) -> RawLine:
    number = row.email.message.contact.number if hasattr(row, "email") else None
    return RawLine(
        id=row.pk,
        sender=str(mask(RawMail, "sender", row.sender)),
        subject=str(mask(RawMail, "subject", row.subject)),
        mailbox=row.mailbox.name,
        state=row.state,
        state_words=str(RawMail.State(row.state).label),
        reason=mask.text(why.in_words(row.reason, row.facts)),
        size=row.size,
        file_id=row.file_id,
        received_at=row.received_at,
        contact_number=number,
        contact_url=_contact_url(number),
    )


def _outgoing_line(row: Outgoing, mask: Mask) -> OutgoingLine:
    message = row.email.message if row.email else None
    number = message.contact.number if message else None
    return OutgoingLine(
        id=row.pk,
        recipients=str(mask(Outgoing, "recipients", ", ".join(row.recipients))),
        subject=mask.text(message.subject if message else ""),
        mailbox=row.mailbox.name,
        state=row.state,
        state_words=str(Outgoing.State(row.state).label),
        error=str(Outgoing.Breaker(row.held_for).label) if row.held_for else in_words(row.last_error),
        is_held=bool(row.held_for),
        attempts=row.attempts,
        made_at=row.made_at,
        next_at=row.next_at,
        sent_at=row.sent_at,
        contact_number=number,
        contact_url=_contact_url(number),
    )


def _contact_url(number: int | None) -> str:
    return reverse("contacts:contact", args=[number]) if number else ""
