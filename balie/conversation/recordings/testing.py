"""Builders of recordings for tests."""

from __future__ import annotations

from datetime import datetime

from balie.access.accounts.testing import MONDAY_9AM
from balie.conversation.recordings.actions import save_rule
from balie.conversation.recordings.models import Aim, RecordingRule


def a_rule(*, aim: str = Aim.QUALITY, at: datetime = MONDAY_9AM, **fields: object) -> RecordingRule:
    return save_rule(aim=aim, by=None, at=at, **fields)  # type: ignore[arg-type]
