"""The demo's scripts: the starter library, and when each opens."""

from __future__ import annotations

from datetime import datetime, timedelta

from balie.operations.scripts.actions import import_script, publish, set_openings
from balie.operations.scripts.actions.writing import Opens
from balie.operations.scripts.library import starters
from balie.records.taxonomy.models import Purpose

SINCE = timedelta(days=40)
PURPOSES = {"technical-fault": "assistance", "information": "information", "complaint": "complaint", "order": "order"}


def load(at: datetime) -> None:
    """Published before the demo's first contacts."""
    for document in starters():
        import_script(document, by=None, at=at - SINCE)
        publish(document.key, by=None, at=at - SINCE)
        set_openings(document.key, _opens(document.key), by=None, at=at - SINCE)


def _opens(key: str) -> list[Opens]:
    if key == "identification":
        return [{"channel": "call", "direction": "in"}]
    if key == "outbound":
        return [{"channel": "call", "direction": "out"}]
    return [{"purpose": Purpose.objects.get(key=PURPOSES[key])}]
