"""Where telephony stands beside the rest: its health, the topics its screens follow, and who it is that waits in a queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from balie.access.accounts.models import User
from balie.conversation.contacts.pages import address_of, titled
from balie.conversation.contacts.queries import lines_by_id
from balie.conversation.routing.extensions import Told
from balie.conversation.telephony.actions.queueing import KIND
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


def callers(viewer: User, ids: Sequence[int]) -> Mapping[int, Told]:
    """Who the calls are with, as far as the viewer may read it, and which number they rang."""
    calls = {each.contact_id: each for each in Call.objects.filter(pk__in=ids, contact__isnull=False).select_related("number")}
    lines = lines_by_id(viewer, [contact_id for contact_id in calls if contact_id is not None])
    return {calls[line.id].pk: Told(titled(line), _called(calls[line.id]), address_of(line)) for line in lines}


def _called(call: Call) -> str:
    return str(call.number.name) if call.number is not None else ""


def may_follow(user: Any, key: str) -> bool:
    """`calls`: that some call changed."""
    return not key and bool(user.has(CALL))


WHO_WAITS = (KIND, callers)
TOPICS = [TopicKind("calls", may_follow)]
