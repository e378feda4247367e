"""Contacts among what was found that fit the filters said with it."""

from __future__ import annotations

from balie.access.accounts.models import User
from balie.conversation.contacts.models import Contact
from balie.foundation.search.extensions import Narrowing
from balie.foundation.search.rules.filters import State

MOST = 200


def narrowed_for(viewer: User, asked: Narrowing) -> list[int]:
    """The ids, the last begun first."""
    rows = Contact.objects.visible_to(viewer)
    if asked.state:
        rows = rows.filter(finished_at__isnull=asked.state == State.OPEN)
    if asked.first and asked.after:
        rows = rows.filter(started_at__gte=asked.first, started_at__lt=asked.after)
    if asked.whose is not None:
        rows = rows.filter(customer__in=asked.whose)
    if asked.ids is not None:
        rows = rows.filter(pk__in=asked.ids)
    return list(rows.order_by("-started_at", "-pk").values_list("pk", flat=True)[:MOST])
