"""What procedures announce."""

from __future__ import annotations

from dataclasses import dataclass

from balie.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class OfferedChanged(Event):
    """Other procedures start from now on: one was published, retired or taken up again."""

    procedure_id: int
