"""What accounts announce."""

from __future__ import annotations

from dataclasses import dataclass

from balie.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class AccountChanged(Event):
    """`verb` (past tense, `accounts.invited`) happened to the user; `by_id` is None for Balie itself."""

    verb: str
    user_id: int
    by_id: int | None


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    """The user is signed in nowhere any more: the last session ended, or its time was over."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class TeamChanged(Event):
    verb: str
    team_id: int
    by_id: int | None
