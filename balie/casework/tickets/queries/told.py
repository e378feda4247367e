"""What colleagues and customers put under somebody's eyes: about tickets, and promises that came from a colleague."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast

from balie.access.accounts.models import User
from balie.casework.tickets.models import Notification, Ticket
from balie.conversation.promises.models import Promise
from balie.foundation.statements.prepared import Prepared

MOST = 12
PROMISE = "promise"


class Told(NamedTuple):
    """`kind` is that of a notification, or `PROMISE`; `number` is the ticket's; `by` is empty for what no colleague did."""

    kind: str
    number: int | None
    words: str
    by: str | None
    at: datetime


def told_to(viewer: User) -> list[Told]:
    """The newest twelve that the viewer has not read, newest first: one query."""
    return [Told(*row) for row in _TOLD(viewer)]


def _told(viewer: User) -> QuerySet[Any, Any]:
    unread = Notification.objects.filter(user=viewer, read_at=None, ticket__in=Ticket.objects.visible_to(viewer)).order_by("-id")
    about = unread.values_list(Cast("kind", CharField()), "ticket__number", Cast("ticket__subject", TextField()), "by__name", "at")
    came = Promise.objects.visible_to(viewer).open().filter(owner=viewer, came_at__isnull=False).order_by("-came_at")
    named = came.annotate(kind=Value(PROMISE, CharField()), at=F("came_at"))
    owed = named.values_list("kind", "subject_number", Cast("what", TextField()), "came_from__name", "at")
    return about[:MOST].union(owed[:MOST], all=True).order_by("-at")[:MOST]


_TOLD = Prepared(_told)
