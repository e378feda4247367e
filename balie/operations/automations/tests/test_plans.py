"""What has come due is found by the index of its moment, however many tickets there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from balie.operations.automations import rules
from balie.operations.automations.models import Rule
from balie.operations.automations.queries import tickets_due

pytestmark = pytest.mark.django_db
INDEXES = {
    rules.AFTER_WROTE: "ticket_open_heard",
    rules.AFTER_ANSWER: "ticket_open_told",
    rules.AFTER_SOLVED: "ticket_solved",
    rules.UNCHANGED: "ticket_waits_unchanged",
}
_FILL = """
INSERT INTO tickets_ticket (number, subject, level, participant_ids, requester_name, requester_address, language, state, urgency, impact, priority,
    tags, opened_at, changed_at, heard_at, told_at, solved_at, reopened_count, result_sentence, version)
SELECT 29000000000 + i, 'Geen stroom', 0, ARRAY[]::bigint[], '', '', 'nl',
    CASE WHEN i % 5 = 0 THEN (ARRAY['new', 'open', 'customer', 'third', 'solved'])[1 + (i / 5) % 5] ELSE 'closed' END, 2, 2, 3, ARRAY[]::varchar[],
    moment, moment, moment, moment, CASE WHEN i % 25 = 20 THEN moment END, 0, '', 1
FROM generate_series(1, 20000) AS i, LATERAL (SELECT '2026-01-01'::timestamptz + i * interval '5 minutes' AS moment) AS m
"""


@pytest.fixture(scope="module")
def tickets(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_FILL)
            cursor.execute("ANALYZE tickets_ticket")
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("when", rules.TIMED)
def test_what_has_come_due_is_read_in_the_order_of_its_index(tickets: None, when: str) -> None:
    rule = Rule(pk=1, position=1, when=when, hours=4, reached_at=datetime(2026, 3, 1, tzinfo=UTC), reached_id=0)

    plan = tickets_due(rule, datetime(2026, 3, 2, tzinfo=UTC), 100).explain()

    assert f"using {INDEXES[when]} on" in plan, plan
    assert "Sort" not in plan, plan
