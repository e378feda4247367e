"""The telephone, as `balie doctor` sees it: its engine, the matcher that hands its calls out, and its lines."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from balie.conversation.routing.queries import silent_since
from balie.conversation.telephony import queries
from balie.conversation.telephony.models import Link, Trunk
from balie.foundation.processes.checks import Finding, State

_START = "Start it with `balie run`, or look in its log for why it ended."


def telephone() -> Iterator[Finding]:
    """Nothing where the telephone is switched off, nor while the database does not answer."""
    if not settings.BALIE_SIP_PORT:
        return
    try:
        yield from (_engine(), _matcher(), *_lines())
    except DatabaseError:
        return


def _engine() -> Finding:
    link = Link.objects.filter(id=1).first()
    if link is None or link.seen_at is None:
        return Finding(subject="telephone", state=State.WARNING, seen="never ran", remedy=_START)
    if queries.still_since(timezone.now()) is not None:
        seen = f"stands still since {link.seen_at:%Y-%m-%d %H:%M:%S} UTC"
        return Finding(subject="telephone", state=State.FAILURE, seen=seen, remedy=_START)
    return Finding(subject="telephone", seen="the engine runs and has its media process")


def _matcher() -> Finding:
    since = silent_since()
    if since is not None:
        seen = f"hands nothing out since {since:%Y-%m-%d %H:%M:%S} UTC"
        return Finding(subject="matcher", state=State.FAILURE, seen=seen, remedy=_START)
    return Finding(subject="matcher", seen="hands out what waits")


def _lines() -> Iterator[Finding]:
    for trunk in Trunk.objects.filter(is_active=True, registers=True, registered_at=None, trouble__isnull=False).order_by("key"):
        seen = f"line {trunk.key}: " + (f"the provider refuses ({trunk.trouble})" if trunk.trouble else "the provider does not reply")
        remedy = "Look at its address, name and secret under Settings → Telephone lines."
        yield Finding(subject="telephone", state=State.WARNING, seen=seen, remedy=remedy)
