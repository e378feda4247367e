"""What tickets announce."""

from __future__ import annotations

from dataclasses import dataclass

from balie.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class TicketOpened(Event):
    ticket_id: int


@dataclass(frozen=True, kw_only=True)
class CustomerWrote(Event):
    """The customer said more in a ticket that was there."""

    ticket_id: int


@dataclass(frozen=True, kw_only=True)
class TicketTaken(Event):
    """A ticket of nobody has an owner now: somebody took it, or was given it, by Balie itself without `by_id`."""

    ticket_id: int
    by_id: int | None


@dataclass(frozen=True, kw_only=True)
class TicketUndone(Event):
    """The last change of state, owner or team was taken back."""

    ticket_id: int


@dataclass(frozen=True, kw_only=True)
class TicketTransferred(Event):
    ticket_id: int
    by_id: int | None


@dataclass(frozen=True, kw_only=True)
class TicketAnswered(Event):
    """We wrote to the customer."""

    ticket_id: int
    by_id: int | None


@dataclass(frozen=True, kw_only=True)
class TicketStateChanged(Event):
    ticket_id: int
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class MajorIncidentDeclared(Event):
    """The ticket became a major incident, or is one no more."""

    ticket_id: int
    is_major: bool
    by_id: int


@dataclass(frozen=True, kw_only=True)
class TicketClosed(Event):
    ticket_id: int
