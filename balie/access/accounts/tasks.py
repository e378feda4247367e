"""Whose sessions are over is signed in no more."""

from __future__ import annotations

from django.utils import timezone

from balie.access.accounts.actions import note_expired_sessions
from balie.foundation.tasks import periodic


@periodic(cron="* * * * *", name="accounts.sessions")
def end_expired_sessions(timestamp: int) -> None:
    note_expired_sessions(at=timezone.now())
