"""What may be given to whom, and how long its link works."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

LINK_WORKS = timedelta(days=30)


class Obstacle(StrEnum):
    """Why an article is not given to this customer."""

    INTERNAL = "internal"
    NO_CONTRACT = "no_contract"
    HOLDS_NOT = "holds_not"


def obstacle(*, audience: str, holds: bool, has_contract: bool) -> Obstacle | None:
    """`audience` as on the article; `has_contract`: one of those it asks for is in force for the customer."""
    if not holds:
        return Obstacle.HOLDS_NOT
    if audience == "internal":
        return Obstacle.INTERNAL
    if audience == "contract" and not has_contract:
        return Obstacle.NO_CONTRACT
    return None


def works(*, expires_at: datetime, at: datetime) -> bool:
    """Until its last moment, and not in it."""
    return at < expires_at
