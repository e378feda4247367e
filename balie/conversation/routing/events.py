"""What routing announces."""

from __future__ import annotations

from dataclasses import dataclass

from balie.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class LeaseExpired(Event):
    """Work that was given to somebody was not held any longer: who keeps it takes it back, or says `WorkBusy`."""

    lease_id: int
    subject_kind: str
    subject_id: int
    holder_id: int


@dataclass(frozen=True, kw_only=True)
class Offered(Event):
    """What waits now rings at an operator: whoever lets it wait rings the telephone, or shows the chat."""

    offer_id: int
    waiting_id: int
    subject_kind: str
    subject_id: int
    operator_id: int


@dataclass(frozen=True, kw_only=True)
class OfferAccepted(Offered):
    """The operator took it up, or picked it up from a colleague: connect the two."""


@dataclass(frozen=True, kw_only=True)
class OfferEnded(Offered):
    """It rings there no longer: `how` is missed, declined or withdrawn. What waits keeps its place."""

    how: str


@dataclass(frozen=True, kw_only=True)
class WaitedLongest(Event):
    """What waits has waited as long as its queue lets it: `then` is goodbye, voicemail or call_back, for whoever lets it wait to do."""

    waiting_id: int
    subject_kind: str
    subject_id: int
    then: str
