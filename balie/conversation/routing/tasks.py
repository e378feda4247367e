"""Jobs of routing."""

from __future__ import annotations

from django.utils import timezone

from balie.conversation.routing import actions
from balie.conversation.routing.actions.leases import MOST_EXPIRED
from balie.foundation.tasks import periodic


@periodic(cron="* * * * * */15", name="routing.expire")
def expire(timestamp: int) -> None:
    """What was given to somebody and not held any longer goes back."""
    while actions.expire_leases(at=timezone.now()) == MOST_EXPIRED:
        pass
