"""What contacts announce."""

from __future__ import annotations

from dataclasses import dataclass

from balie.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class ContactRegistered(Event):
    """A contact began. `thread_id` is the mail thread it came in on, if it is a mail; `customer_id` whom it is with, where that is known."""

    contact_id: int
    thread_id: int | None = None
    customer_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ContactFinished(Event):
    contact_id: int


@dataclass(frozen=True, kw_only=True)
class CustomerAttached(Event):
    """It became known which customer the contact is with; `previous_id` was thought before."""

    contact_id: int
    customer_id: int
    previous_id: int | None
    by_id: int | None


@dataclass(frozen=True, kw_only=True)
class ContactAccessChanged(Event):
    """Others may see the contact now: its level, its team or who takes part changed, without another customer."""

    contact_id: int


@dataclass(frozen=True, kw_only=True)
class MessageReceived(Event):
    """The other side wrote or said something in a contact that already ran."""

    contact_id: int
    message_id: int


@dataclass(frozen=True, kw_only=True)
class MessageSent(Event):
    contact_id: int
    message_id: int
    by_id: int | None
