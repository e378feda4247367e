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
