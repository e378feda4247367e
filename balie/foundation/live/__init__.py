"""Live screens: an action nudges a topic in its transaction; each open screen that listens fetches its own part again."""

from __future__ import annotations

from balie.foundation.live.rules import checked_topic
from balie.foundation.statements.cursors import planned_cursor
from balie.foundation.statements.pipeline import at_end

CHANNEL = "balie_live"


def nudge(*topics: str) -> None:
    """Tell every open screen that listens to one of `topics` (`kind` or `kind:key`), when the running transaction commits.

    Carries the topics alone, never data; the same topic twice in a transaction is sent once. One query, however many. Raises `BadTopic`.
    """
    checked = [checked_topic(topic) for topic in topics]
    if not at_end(_send, *checked):
        _send(checked)


def _send(topics: list[str]) -> None:
    with planned_cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, topic) FROM unnest(%s::text[]) AS topic", [CHANNEL, topics])
