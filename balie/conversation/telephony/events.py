"""What telephony announces."""

from __future__ import annotations

from dataclasses import dataclass

from balie.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class CallAnswered(Event):
    """The caller and an operator hear each other."""

    call_id: int
    user_id: int | None


@dataclass(frozen=True, kw_only=True)
class CallEnded(Event):
    call_id: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class CallBackAsked(Event):
    """Somebody rang in vain: the owner is to call them."""

    call_back_id: int
    owner_id: int
