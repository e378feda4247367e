"""What calendars announce."""

from __future__ import annotations

from dataclasses import dataclass

from balie.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class CalendarChanged(Event):
    """Its hours are other than before; whoever reckons with them reckons again."""

    calendar_id: int
