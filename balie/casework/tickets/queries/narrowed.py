"""Tickets among what was found that fit the filters said with it."""

from __future__ import annotations

from balie.access.accounts.models import User
from balie.casework.tickets.models import Ticket
from balie.foundation.search.extensions import Narrowing
from balie.foundation.search.rules.filters import State

MOST = 200


def narrowed_for(viewer: User, asked: Narrowing) -> list[int]:
    """The ids, the last opened first."""
    rows = Ticket.objects.visible_to(viewer)
    if asked.state:
        rows = rows.open() if asked.state == State.OPEN else rows.exclude(state__in=Ticket.OPEN_STATES)
    if asked.first and asked.after:
        rows = rows.filter(opened_at__gte=asked.first, opened_at__lt=asked.after)
    if asked.whose is not None:
        rows = rows.filter(customer__in=asked.whose)
    if asked.ids is not None:
        rows = rows.filter(pk__in=asked.ids)
    return list(rows.order_by("-opened_at", "-pk").values_list("pk", flat=True)[:MOST])
