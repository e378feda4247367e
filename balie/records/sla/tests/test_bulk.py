"""Clocks loaded by COPY."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balie.access.accounts.testing import MONDAY_9AM
from balie.records.sla import actions, bulk
from balie.records.sla.models import Clock
from balie.records.sla.queries import forget_promised
from balie.records.sla.subjects import Subject, Terms, Wanted
from balie.records.sla.testing import an_agreement


@pytest.mark.django_db
def test_nothing_is_asked_of_the_database_in_the_middle_of_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The question would wait for the COPY, and the COPY for who asks: what is promised is known for seconds only."""
    terms, agreement = Terms(3), an_agreement()
    begun = actions.begin([Wanted(agreement.kind, "solution", MONDAY_9AM)], [agreement], terms, at=MONDAY_9AM)
    copied, asked = bulk.copy_rows, []

    def watched(model: Any, columns: Any, rows: Iterable[Any]) -> None:
        forget_promised()
        with CaptureQueriesContext(connection) as captured:
            given = list(rows)
        asked.extend(captured.captured_queries)
        copied(model, columns, given)

    monkeypatch.setattr(bulk, "copy_rows", watched)
    bulk.load_clocks([(Subject("ticket", 1), terms, begun)], at=MONDAY_9AM)

    assert asked == []
    assert Clock.objects.count() == 1
