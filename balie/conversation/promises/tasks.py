"""Jobs of promises."""

from __future__ import annotations

from django.utils import timezone

from balie.conversation.promises import actions
from balie.foundation.tasks import periodic


@periodic(cron="* * * * * */20", name="promises.remind")
def remind(timestamp: int) -> None:
    """Who promised something that is due soon, and who leads them when it is late."""
    while actions.remind(at=timezone.now()) == actions.MOST_AT_ONCE:
        pass
