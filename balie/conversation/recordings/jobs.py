"""The jobs of recordings by name: actions defer them in their transaction, `tasks` runs them."""

from __future__ import annotations

from procrastinate.contrib.django import app

HEAR = "recordings.hear"


def defer_hearing(recording_id: int) -> None:
    """Have worked out who spoke when."""
    app.configure_task(HEAR).defer(recording_id=recording_id)
