"""Say that somebody looks at, or leaves, a topic."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from balie.foundation.live import nudge
from balie.foundation.presence.models import Presence


@transaction.atomic
def see(topic: str, *, by: AbstractBaseUser, at: datetime, is_writing: bool = False) -> None:
    """Note that `by` looks at `topic`; the others looking are nudged when that is new."""
    known = Presence.objects.filter(topic=topic, user_id=by.pk).first()
    Presence.objects.update_or_create(topic=topic, user_id=by.pk, defaults={"seen_at": at, "is_writing": is_writing})
    if known is None or known.is_writing != is_writing:
        nudge(f"presence:{topic}")


@transaction.atomic
def leave(topic: str, *, by: AbstractBaseUser) -> None:
    if Presence.objects.filter(topic=topic, user_id=by.pk).delete()[0]:
        nudge(f"presence:{topic}")


def forget_gone(before: datetime) -> None:
    """Drop who has not been seen since `before`: a closed browser does not say goodbye."""
    Presence.objects.filter(seen_at__lt=before).delete()
