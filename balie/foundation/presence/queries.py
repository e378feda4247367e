"""Who looks at a topic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser

from balie.foundation.presence.models import Presence

FRESH = timedelta(seconds=60)


@dataclass(frozen=True)
class Viewer:
    name: str
    is_writing: bool


def others_at(topic: str, *, viewer: AbstractBaseUser, at: datetime) -> list[Viewer]:
    """Colleagues who look at `topic` now, by name, without the viewer."""
    rows = Presence.objects.filter(topic=topic, seen_at__gt=at - FRESH).exclude(user_id=viewer.pk)
    return [Viewer(*row) for row in rows.order_by("user__name").values_list("user__name", "is_writing")]
