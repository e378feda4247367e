"""What mail announces."""

from __future__ import annotations

from dataclasses import dataclass

from balie.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class MailFiled(Event):
    """An inbound mail stands as a contact in its thread, and whoever answers `ContactRegistered` has done so.

    `is_old`: it was written long ago, as mails are that an archive or a mailbox newly connected brings.
    """

    email_id: int
    contact_id: int
    thread_id: int
    is_old: bool = False


@dataclass(frozen=True, kw_only=True)
class OutgoingMoved(Event):
    """A mail of ours was sent, or waits for its next try."""

    outgoing_id: int
    contact_id: int | None


@dataclass(frozen=True, kw_only=True)
class OutgoingFailed(Event):
    """A mail of ours will not arrive: it was refused, came back, or could not be handed over in time. `author_id` wrote it."""

    outgoing_id: int
    contact_id: int | None
    author_id: int | None


@dataclass(frozen=True, kw_only=True)
class MailRepeated(Event):
    """A mail that stands as a contact in its thread also came to another mailbox, whose team and level these are."""

    contact_id: int
    thread_id: int
    team_id: int
    level: int


@dataclass(frozen=True, kw_only=True)
class MailTakenBack(Event):
    """A mail of ours will not go out after all: `by_id` took it back before it left. Its message still stands while this is told."""

    outgoing_id: int
    contact_id: int
    message_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class MailMarked(Event):
    """`by_id` called a mail spam or phishing (`mark`), with all its sender wrote in the thread."""

    thread_id: int
    contact_id: int
    mark: str
    by_id: int


@dataclass(frozen=True, kw_only=True)
class MailUnmarked(Event):
    """`by_id` took that back."""

    thread_id: int
    contact_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class MailQuarantined(Event):
    """A mail could not be filed and waits for a person."""

    raw_mail_id: int
