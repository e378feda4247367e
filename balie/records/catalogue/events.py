"""What contracts announce."""

from __future__ import annotations

from dataclasses import dataclass

from balie.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class ContractsChanged(Event):
    """Which contracts hold for these customers, or for their people, may be another answer than before."""

    customer_ids: tuple[int, ...]
