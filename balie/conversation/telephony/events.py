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
class KeyPressed(Event):
    """The customer of a call pressed a key."""

    call_id: int
    digit: str


@dataclass(frozen=True, kw_only=True)
class Played(Event):
    """The customer of a call heard to its end what an app above had played, by the name it gave the player: `kind:leg:…`."""

    call_id: int
    player: str


@dataclass(frozen=True, kw_only=True)
class RecordingPaused(Event):
    """The media process did as it was told: from this place on the recording holds silence, or again what is said."""

    recording: str
    is_paused: bool
    place_ms: int


@dataclass(frozen=True, kw_only=True)
class RecordingClosed(Event):
    """The file of a recording is whole, or `failure` says why it is not."""

    recording: str
    duration_ms: int
    failure: str


@dataclass(frozen=True, kw_only=True)
class CallBackAsked(Event):
    """Somebody rang in vain: the owner is to call them."""

    call_back_id: int
    owner_id: int
