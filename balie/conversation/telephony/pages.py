"""Where telephony stands beside the rest: its health, and the topics its screens follow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from balie.conversation.telephony.models import Call, CallBack, Link
from balie.conversation.telephony.policies import CALL
from balie.foundation.live.extensions import TopicKind
from balie.foundation.web.health import Part

SEEN_WITHIN = timedelta(seconds=15)


def health() -> Part:
    """Well while the engine runs and has its media process; where the telephone is switched off there is nothing to be well."""
    if not settings.BALIE_SIP_PORT:
        return Part("telephony", is_well=True, detail="switched off")
    link = Link.objects.filter(id=1).first()
    if link is None or link.seen_at is None:
        return Part("telephony", is_well=False, detail="not seen yet")
    age = timezone.now() - link.seen_at
    running = Call.objects.exclude(state=Call.State.ENDED).count()
    owed = CallBack.objects.filter(ended_at=None).count()
    detail = f"last seen {age.total_seconds():.1f} s ago, {running} calls, {owed} call-backs"
    return Part("telephony", is_well=age <= SEEN_WITHIN, detail=detail)


def may_follow(user: Any, key: str) -> bool:
    """`calls`: that some call changed."""
    return not key and bool(user.has(CALL))


TOPICS = [TopicKind("calls", may_follow)]
